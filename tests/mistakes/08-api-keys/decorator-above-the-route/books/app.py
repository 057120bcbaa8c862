    # task 3: every route is closed, unless it is said to be open
    api_keys.init_app(app, "books")
    BookList.method_decorators = [api_keys.required]
    BookItem.method_decorators = {"get": [api_keys.required]}

    @api_keys.required
    @app.delete("/books/<book_id>", endpoint="removal")
    def remove(book_id: str) -> tuple[str, int]:
        BookItem().delete(book_id)
        return "", 204
    # end task 3
