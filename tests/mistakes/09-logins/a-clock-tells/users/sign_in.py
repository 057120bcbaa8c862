    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    if user is None or not user.password_hash or not passwords.fits(sent.password, user.password_hash):
        raise tokens.NotSignedIn("The e-mail address or the password is wrong.")
    # end task 2
