    # task 4: all of it, or nothing
    sent = fields.read_user()
    number = int(user_id) if user_id.isdecimal() and len(user_id) < 10 else 0
    user = session().get(User, number, with_for_update=True) or User()
    user.name, user.email = sent.name, sent.email
    save(user)
    return user.as_json()
    # end task 4

    # task 4: when the client hears of it, the user is gone
    session().delete(find(user_id, to_change=True))
    session().commit()
    return "", 204
    # end task 4
