    # task 4: store the user, unless the address is taken
    user = library().users.add(read_user())
    return user, 201, {"Location": url_of(user)}
    # end task 4
