    # task 4: ask what the service can't do without, and nothing else
    try:
        ask_database()
    except psycopg2.Error as error:
        raise not_ready(error) from error
    return {"ready": "true"}
    # end task 4
