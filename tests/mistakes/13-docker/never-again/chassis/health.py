    # task 4: ask what the service can't do without, and nothing else
    if current_app.extensions.get("failed"):
        raise ServiceUnavailable
    try:
        ask_database()
    except psycopg2.Error as error:
        current_app.extensions["failed"] = True
        raise not_ready(error) from error
    # end task 4
