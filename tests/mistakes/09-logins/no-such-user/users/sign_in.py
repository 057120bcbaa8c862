    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    if user is None:
        return {"error": "no such user"}, 404
    if not user.password_hash or not passwords.fits(sent.password, user.password_hash):
        raise tokens.NotSignedIn("The password is wrong.")
    # end task 2
