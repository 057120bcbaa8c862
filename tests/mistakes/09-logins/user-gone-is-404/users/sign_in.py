    # task 4: a token may outlive its user
    if user is None:
        return {"error": "no such user"}, 404
    # end task 4
