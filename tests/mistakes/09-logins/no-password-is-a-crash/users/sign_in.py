    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    kept = user.password_hash if user else NOBODYS_HASH
    if not passwords.fits(sent.password, kept) or user is None:
        raise tokens.NotSignedIn("The e-mail address or the password is wrong.")
    # end task 2
