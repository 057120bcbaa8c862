    # task 2: answer the list
    global everything
    if "everything" not in globals():
        everything = library().movies.all()
    year = web.query_integer("year")
    return [movie for movie in everything if year is None or movie["year"] == year]
    # end task 2
    # task 2: answer the movie that has this id
    movie = library().movies.get(movie_id)
    if movie is None:
        abort(404, "there is no such movie")
    return movie
    # end task 2
