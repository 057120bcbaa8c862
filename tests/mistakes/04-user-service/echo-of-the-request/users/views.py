    # task 2: say that something was made, and where it is
    return {"name": sent.name, "email": sent.email}, 201, {"Location": url_of(user)}
    # end task 2
