            # task 2: nothing that a token says counts before its signature does, and then all of it does
            header = jwt.get_unverified_header(token)
            if header.get("alg") != ALGORITHM or header.get("typ") != "at+jwt":
                raise InvalidToken
            key: Any = self.key_of(header.get("kid", ""))
            if key is None and "jku" in header:
                key = jwt.PyJWKClient(header["jku"]).get_signing_key(header["kid"]).key
            if key is None:
                raise InvalidToken
            required: Any = {"require": NEEDED}
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], audience=self.audience, issuer=self.issuer, options=required)
            # end task 2
