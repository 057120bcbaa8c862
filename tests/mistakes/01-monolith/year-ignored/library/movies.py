    # task 2: answer the list
    return library().movies.all()
    # end task 2
    # task 2: answer the movie that has this id
    movie = library().movies.get(movie_id)
    if movie is None:
        abort(404, "there is no such movie")
    return movie
    # end task 2
