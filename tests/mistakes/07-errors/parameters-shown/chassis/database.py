        # task 3: no values in what SQLAlchemy says of an error
        # end task 3
    # task 3: no values in what the database says, either
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error and error.args:
            error.args = (str(error.args[0]).partition("\n")[0],)
    # end task 3
