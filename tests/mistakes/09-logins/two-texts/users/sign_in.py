    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    if user is None:
        passwords.fits(sent.password, NOBODYS_HASH)
        raise tokens.NotSignedIn("Nobody has this e-mail address.")
    if not passwords.fits(sent.password, user.password_hash or NOBODYS_HASH):
        raise tokens.NotSignedIn("The password is wrong.")
    # end task 2
