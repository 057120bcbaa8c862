        # task 1: all of them, as clients see them
        return [author.as_json() for author in database.session().scalars(authors)]
        # end task 1
        # task 1: check what was sent, store it, say where it is
        author = Author(**schemas.NEW_AUTHOR.load(request.get_json()))
        database.session().add(author)
        database.session().commit()
        return author.as_json(), 201, {"Location": f"/authors/{author.id}"}
        # end task 1
    # task 1: look them up
    author = database.session().scalar(select(Author).order_by(Author.position))
    if author is None:
        abort(404, "No author has this id.")
    return author
    # end task 1
