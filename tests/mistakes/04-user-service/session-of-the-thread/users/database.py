    # task 2: one that belongs to this request alone
    from threading import get_ident

    sessions: dict[int, Session] = current_app.extensions.setdefault("sessions", {})
    if get_ident() not in sessions:
        sessions[get_ident()] = Session(current_app.extensions["engine"], expire_on_commit=False)
    return sessions[get_ident()]
    # end task 2
