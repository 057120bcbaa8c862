    # task 1: everybody, in the order in which they registered
    everybody = session().scalars(select(User).order_by(User.id))
    return [user.as_json() for user in everybody]
    # end task 1

    # task 1: the user with this id
    user = session().get(User, fields.read_id(user_id))
    return user.as_json()
    # end task 1
