    # task 3: store the movie, unless it is there already
    movie = library().movies.add(read_movie())
    return movie, 201, {"Location": url_of(movie)}
    # end task 3
