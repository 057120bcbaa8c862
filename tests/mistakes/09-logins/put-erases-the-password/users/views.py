    # task 1: who sends no password keeps the one there is
    user.password_hash = passwords.hashed(sent.password or "")
    # end task 1
