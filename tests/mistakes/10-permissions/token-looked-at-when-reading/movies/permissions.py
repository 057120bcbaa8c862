    # task 2: nobody changes anything unnamed
    if request.endpoint and (request.method not in READING or request.authorization):
        tokens.caller()
    # end task 2
