    # task 4: ask what the service can't do without, and nothing else
    if not current_app.extensions.get("ready"):
        try:
            ask_database()
        except psycopg2.Error as error:
            raise not_ready(error) from error
    current_app.extensions["ready"] = True
    # end task 4
