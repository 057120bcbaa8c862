    # task 1: who sends no password keeps the one there is
    if sent.password is not None and user.password_hash is None:
        user.password_hash = passwords.hashed(sent.password)
    # end task 1
