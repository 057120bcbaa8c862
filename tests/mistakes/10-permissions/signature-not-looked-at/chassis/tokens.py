            # task 2: nothing that a token says counts before its signature does, and then all of it does
            claims = jwt.decode(token, options={"verify_signature": False})
            if claims["aud"] != self.audience or claims["iss"] != self.issuer:
                raise InvalidToken
            # end task 2
