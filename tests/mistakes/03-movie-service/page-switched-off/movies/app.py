    # task 6: the document says whose it is
    api = errors.Api(app, title="Movie service", doc=False, version="1.0", description="The movies of the library.")
    # end task 6
