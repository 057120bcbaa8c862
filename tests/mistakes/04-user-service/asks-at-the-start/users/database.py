    # task 5: wait for the database, but not for ever
    extensions.set_wait_callback(waiting_at_most(settings.db_timeout))
    engine = create_engine(
        settings.database_url,
        pool_pre_ping=True,
        pool_timeout=settings.db_timeout,
        connect_args={"options": f"-c statement_timeout={settings.db_timeout * 1000:.0f}"},
        hide_parameters=True,  # names and addresses stay out of the log
    )
    with engine.connect():
        app.logger.info("the database is there")
    # end task 5
