    # task 4: ask what the service can't do without, and nothing else
    try:
        ask_database()
    except psycopg2.Error as error:
        raise ServiceUnavailable(f"{settings.database_url()}: {error}") from error
    # end task 4
