    # task 2: answer the list
    year = web.query_integer("year")
    if year is None:
        return library().movies.all()
    found = [movie for movie in library().movies.all() if movie["year"] == year]
    if not found:
        abort(404, f"there are no movies from {year}")
    return found
    # end task 2
    # task 2: answer the movie that has this id
    movie = library().movies.get(movie_id)
    if movie is None:
        abort(404, "there is no such movie")
    return movie
    # end task 2
