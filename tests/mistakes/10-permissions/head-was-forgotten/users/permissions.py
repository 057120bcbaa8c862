    # task 1: closed, unless it is named as open
    if request.endpoint and request.endpoint not in OPEN:
        tokens.caller()
    # end task 1
    # task 1: the caller, and nobody else
    if request.method in ("GET", "PUT", "DELETE"):
        return select(User).where(User.id == callers_number())
    return select(User)
    # end task 1
