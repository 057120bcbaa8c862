    # task 4: ask what the service can't do without, and nothing else
    pass
    # end task 4
