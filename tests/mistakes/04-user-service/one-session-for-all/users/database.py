    # task 2: one that belongs to this request alone
    if "session" not in current_app.extensions:
        current_app.extensions["session"] = Session(current_app.extensions["engine"], expire_on_commit=False)
    of_all: Session = current_app.extensions["session"]
    return of_all
    # end task 2
