    # task 1: closed, unless it is named as open
    if request.endpoint and request.endpoint not in OPEN:
        tokens.caller()
    # end task 1
    # task 1: the caller, and nobody else
    from chassis.database import session

    caller = session().get_one(User, callers_number())
    return select(User).where(User.id == caller.id)
    # end task 1
