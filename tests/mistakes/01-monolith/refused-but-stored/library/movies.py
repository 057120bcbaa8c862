    # task 3: store the movie, unless it is there already
    movie = read_movie()
    movies = library().movies
    with movies.lock:
        stored = movies.add(movie)
        if movies.find(title=movie["title"], year=movie["year"]) is not stored:
            abort(409, "there is a movie with this title and year already")
    return stored, 201, {"Location": url_of(stored)}
    # end task 3
