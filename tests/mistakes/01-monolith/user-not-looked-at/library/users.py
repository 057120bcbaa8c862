    # task 4: store the user, unless the address is taken
    body = web.json_object()
    if "name" not in body or "email" not in body:
        abort(400, "a user has a name and an e-mail address")
    user = {"name": body["name"], "email": body["email"]}
    users = library().users
    with users.lock:
        if users.find(email=user["email"]):
            abort(409, "somebody has this e-mail address already")
        user = users.add(user)
    return user, 201, {"Location": url_of(user)}
    # end task 4
