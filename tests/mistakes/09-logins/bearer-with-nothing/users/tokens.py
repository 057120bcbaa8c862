        # task 4: nothing in it counts before the signature does, and then every claim does
        try:
            header = jwt.get_unverified_header(token)
            key = self.key_of(header.get("kid", ""))
            if key is None or header.get("typ") != "at+jwt":
                raise InvalidToken
            claims = jwt.decode(
                token,
                key,
                algorithms=["ES256"],
                issuer=self.issuer,
                audience=self.audience,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError:
            raise InvalidToken from None
        # end task 4
    # task 4: who sends no token, or something else, is no crash
    header = request.headers.get("Authorization", "")
    if not header.startswith("Bearer"):
        raise NotSignedIn("Send an access token: Authorization: Bearer …")
    token = header.split(" ")[1]
    # end task 4
