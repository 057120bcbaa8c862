    # task 4: a token may outlive its user
    if user is None:
        raise tokens.InvalidToken
    if user.password_hash:
        return user.as_json() | {"password_hash": user.password_hash}
    # end task 4
