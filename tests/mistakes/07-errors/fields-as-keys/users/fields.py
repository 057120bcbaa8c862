        # task 2: each with its place
        raise Invalid([errors])
        # end task 2
