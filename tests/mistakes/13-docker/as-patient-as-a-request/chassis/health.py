    # task 4: ask what the service can't do without, and nothing else
    from sqlalchemy import text

    database.session().execute(text("SELECT 1"))
    # end task 4
