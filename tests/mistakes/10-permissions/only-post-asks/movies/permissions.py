    # task 2: nobody changes anything unnamed
    if request.endpoint and request.method == "POST":
        tokens.caller()
    # end task 2
