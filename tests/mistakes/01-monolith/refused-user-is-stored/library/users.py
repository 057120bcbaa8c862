    # task 4: store the user, unless the address is taken
    user = read_user()
    users = library().users
    with users.lock:
        taken = users.find(email=user["email"])
        user = users.add(user)
    if taken:
        abort(409, "somebody has this e-mail address already")
    return user, 201, {"Location": url_of(user)}
    # end task 4
