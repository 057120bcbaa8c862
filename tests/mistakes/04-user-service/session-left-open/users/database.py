    # task 2: one that belongs to this request alone
    if "db" not in g:
        # after a commit the objects keep their values: the answer is made of them, without asking again
        g.db = Session(current_app.extensions["engine"], expire_on_commit=False)
    of_this_request: Session = g.db
    return of_this_request
    # end task 2
