    # task 4: store the user, unless the address is taken
    user = read_user()
    users = library().users
    with users.lock:
        if users.find(email=user["email"]):
            abort(409, "somebody has this e-mail address already")
        user = users.add(web.json_object())
    return user, 201, {"Location": url_of(user)}
    # end task 4
