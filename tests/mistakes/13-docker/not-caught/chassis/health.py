    # task 4: ask what the service can't do without, and nothing else
    ask_database()
    # end task 4
