    # task 2: answer the list
    year = web.query_integer("year")
    return [movie for movie in library().movies.all() if year is None or movie["year"] == year]
    # end task 2
    # task 2: answer the movie that has this id
    movie = library().movies.remove(movie_id)
    if movie is None:
        abort(404, "there is no such movie")
    return movie
    # end task 2
