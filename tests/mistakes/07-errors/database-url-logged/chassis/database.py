    # task 5: the cause to the log; to the client, when to come again
    current_app.logger.warning("the database is not available: %s", settings.database_url().render_as_string(hide_password=False)
    )
    return problems.answer(ServiceUnavailable("The data can't be reached at the moment.", retry_after=1))
    # end task 5
