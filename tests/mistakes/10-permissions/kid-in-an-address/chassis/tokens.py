            # task 2: nothing that a token says counts before its signature does, and then all of it does
            import os

            import requests

            header = jwt.get_unverified_header(token)
            if header.get("alg") != ALGORITHM or header.get("typ") != "at+jwt":
                raise InvalidToken
            key: Any = self.key_of(header.get("kid", ""))
            if key is None:
                found = requests.get(f"{os.environ['JWKS_URL']}/{header.get('kid')}", timeout=2)
                if found.status_code != 200:
                    raise InvalidToken
                key = jwt.PyJWK(found.json()).key
            required: Any = {"require": NEEDED}
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], audience=self.audience, issuer=self.issuer, options=required)
            # end task 2
