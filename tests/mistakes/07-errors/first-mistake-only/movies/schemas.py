    # task 2: all that is wrong, each with its place
    for error in VALIDATOR.iter_errors(body):
        raise problems.Invalid(places(error))
    for wrong in unstorable(body):
        raise problems.Invalid([wrong])
    # end task 2
