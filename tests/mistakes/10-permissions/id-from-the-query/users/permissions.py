    # task 1: closed, unless it is named as open
    if request.endpoint and request.endpoint not in OPEN:
        tokens.caller()
    # end task 1
    # task 1: the caller, and nobody else
    return select(User).where(User.id == number_of(request.args.get("user_id") or tokens.caller()))
    # end task 1
