    # task 2: whoever is asked for, the same answer, in the same time
    user = by_email(sent.email)
    kept = user.password_hash if user else None
    if not passwords.fits(sent.password, kept or "a-hash-that-never-fits") or user is None:
        raise tokens.NotSignedIn("The e-mail address or the password is wrong.")
    # end task 2
