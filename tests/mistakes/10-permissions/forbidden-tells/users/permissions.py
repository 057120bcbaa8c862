    # task 1: closed, unless it is named as open
    if request.endpoint and request.endpoint not in OPEN:
        tokens.caller()
    # end task 1
    # task 1: the caller, and nobody else
    from flask import abort

    from chassis.database import session

    wanted = number_of((request.view_args or {}).get("user_id", tokens.caller()))
    if wanted != callers_number() and session().get(User, wanted or 0):
        abort(403, "You may see only yourself.")
    return select(User).where(User.id == callers_number())
    # end task 1
