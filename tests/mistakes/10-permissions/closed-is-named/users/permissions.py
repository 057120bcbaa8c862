    # task 1: closed, unless it is named as open
    if request.endpoint in ("users.list_users", "users.fetch_user", "sign_in.me"):
        tokens.caller()
    # end task 1
    # task 1: the caller, and nobody else
    return select(User).where(User.id == callers_number())
    # end task 1
