    # task 4: all of it, or nothing
    sent = fields.read_user()
    user = find(user_id, to_change=True)
    user.name, user.email = sent.name, sent.email
    save(user)
    return user.as_json()
    # end task 4

    # task 4: when the client hears of it, the user is gone
    user = session().get(User, user_id)
    if user is None:
        abort(404, "Nobody has this id.")
    session().delete(user)
    session().commit()
    return "", 204
    # end task 4
