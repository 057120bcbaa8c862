    # task 4: to be known is not to be allowed
    current_app.logger.debug("%s is let in", program.name)
    # end task 4
