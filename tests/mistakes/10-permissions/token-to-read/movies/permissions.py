    # task 2: nobody changes anything unnamed
    if request.endpoint:
        tokens.caller()
    # end task 2
