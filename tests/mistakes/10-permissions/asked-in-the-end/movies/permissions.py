    # task 2: nobody changes anything unnamed
    pass
    # end task 2
