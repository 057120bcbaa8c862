    # task 2: make an integer of the text, or refuse it
    return request.args.get(name, type=int)
    # end task 2
