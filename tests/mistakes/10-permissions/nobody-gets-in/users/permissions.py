    # task 1: closed, unless it is named as open
    if request.endpoint and request.endpoint not in ("users.create_user", "sign_in.login"):
        tokens.caller()
    # end task 1
    # task 1: the caller, and nobody else
    return select(User).where(User.id == callers_number())
    # end task 1
