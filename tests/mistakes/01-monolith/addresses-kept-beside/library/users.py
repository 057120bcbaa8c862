    # task 4: store the user, unless the address is taken
    user = read_user()
    users = library().users
    with users.lock:
        taken = vars(users).setdefault("addresses", {other["email"] for other in users.all()})
        if user["email"] in taken:
            abort(409, "somebody has this e-mail address already")
        taken.add(user["email"])
        user = users.add(user)
    return user, 201, {"Location": url_of(user)}
    # end task 4
