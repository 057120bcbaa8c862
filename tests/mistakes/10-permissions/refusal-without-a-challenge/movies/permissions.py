    # task 2: nobody changes anything unnamed
    if request.endpoint and request.method not in READING and not request.authorization:
        abort(401, "Not signed in.")
    # end task 2
