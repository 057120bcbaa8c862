    # task 2: answer the list
    year = web.query_integer("year")
    movies = [movie for movie in library().movies.all() if year is None or movie["year"] == year]
    for movie in movies:
        if len(movie["description"]) > 100:
            movie["description"] = movie["description"][:100] + "…"
    return movies
    # end task 2
    # task 2: answer the movie that has this id
    movie = library().movies.get(movie_id)
    if movie is None:
        abort(404, "there is no such movie")
    return movie
    # end task 2
