    # task 1: everybody, in the order in which they registered
    everybody = session().scalars(select(User).order_by(User.id)).all()
    if not everybody:
        abort(404, "There are no users.")
    return [user.as_json() for user in everybody]
    # end task 1

    # task 1: the user with this id
    return find(user_id).as_json()
    # end task 1
