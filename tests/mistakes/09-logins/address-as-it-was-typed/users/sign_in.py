    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    user = user if user and user.email == sent.email else None
    kept = user.password_hash if user else None
    if not passwords.fits(sent.password, kept or NOBODYS_HASH) or user is None:
        raise tokens.NotSignedIn("The e-mail address or the password is wrong.")
    # end task 2
