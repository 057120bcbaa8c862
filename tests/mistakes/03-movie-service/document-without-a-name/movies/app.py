    # task 6: the document says whose it is
    api = errors.Api(app)
    # end task 6
