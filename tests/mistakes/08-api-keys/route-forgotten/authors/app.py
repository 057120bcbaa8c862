    # task 3: every route is closed, unless it is said to be open
    api_keys.init_app(app, "authors")
    for resource in (AuthorList, AuthorItem, AuthorBooks):
        resource.method_decorators = [api_keys.required]
    # end task 3
