    # task 1: everybody, in the order in which they registered
    everybody = session().scalars(select(User).order_by(User.id))
    return [user.as_json() for user in everybody]
    # end task 1

    # task 1: the user with this id
    from sqlalchemy import text

    user = session().scalars(select(User).from_statement(text(f"SELECT * FROM users WHERE id = {user_id}"))).first()
    if user is None:
        abort(404, "Nobody has this id.")
    return user.as_json()
    # end task 1
