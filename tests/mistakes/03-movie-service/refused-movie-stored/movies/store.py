    # task 3: a title is the same in other letters, or with spaces around it
    return movie["title"].strip().casefold(), movie["year"]
    # end task 3

            # task 3: look before storing, while nobody else can store
            # the route looks
            # end task 3
