    # task 4: ask what the service can't do without, and nothing else
    try:
        ask_database()
    except psycopg2.Error as error:
        raise not_ready(error) from error
    if not current_app.extensions.get("asks"):
        current_app.extensions["asks"] = True
        current_app.before_request_funcs.setdefault(None, []).append(lambda: ready() and None)
    # end task 4
