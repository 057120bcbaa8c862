    # task 2: answer the list
    year = web.query_integer("year")
    return [movie for movie in library().movies.all() if year is None or movie["year"] == year]
    # end task 2
    # task 2: answer the movie that has this id
    return [movie for movie in library().movies.all() if movie["id"] == movie_id]
    # end task 2
