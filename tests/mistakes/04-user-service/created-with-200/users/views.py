    # task 2: say that something was made, and where it is
    return user.as_json()
    # end task 2
