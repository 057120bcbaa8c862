    # task 2: say that something was made, and where it is
    return user.as_json(), 201, {"Location": url_for("users.list_users")}
    # end task 2
