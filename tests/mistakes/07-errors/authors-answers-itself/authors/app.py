    # task 1: and an error goes where the application wants it
    # end task 1
