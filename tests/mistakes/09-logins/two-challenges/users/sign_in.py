    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    text = "The e-mail address or the password is wrong."
    if user is None:
        passwords.fits(sent.password, NOBODYS_HASH)
        raise tokens.NotSignedIn(text)
    if not passwords.fits(sent.password, user.password_hash or NOBODYS_HASH):
        raise tokens.NotSignedIn(text, "wrong_password")
    # end task 2
