        # task 3: no values in what SQLAlchemy says of an error
        hide_parameters=True,
        # end task 3
    # task 3: no values in what the database says, either
    # end task 3
