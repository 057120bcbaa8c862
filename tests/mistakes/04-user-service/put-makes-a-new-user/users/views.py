    # task 4: all of it, or nothing
    sent = fields.read_user()
    user = find(user_id, to_change=True)
    session().delete(user)
    session().flush()
    user = User(name=sent.name, email=sent.email)
    save(user)
    return user.as_json()
    # end task 4

    # task 4: when the client hears of it, the user is gone
    session().delete(find(user_id, to_change=True))
    session().commit()
    return "", 204
    # end task 4
