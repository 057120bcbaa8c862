    # task 4: ask what the service can't do without, and nothing else
    try:
        ask_database()
        if "cache" in current_app.extensions:
            current_app.extensions["cache"].valkey.ping()
    except Exception as error:
        raise not_ready(error) from error
    # end task 4
