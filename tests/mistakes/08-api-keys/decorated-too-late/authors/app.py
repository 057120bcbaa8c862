    # task 3: every route is closed, unless it is said to be open
    api_keys.init_app(app, "authors")
    AuthorList.method_decorators = [api_keys.required]
    AuthorItem.decorators = [api_keys.required]
    AuthorBooks.method_decorators = [api_keys.required]
    # end task 3
