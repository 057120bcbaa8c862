    # task 2: both must be there, and be text
    # end task 2
