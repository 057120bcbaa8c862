    # task 3: store the movie, unless it is there already
    body = web.json_object()
    for field in ("title", "year", "cast", "image", "description"):
        if not body.get(field):
            abort(400, f"{field} is missing")
    movie = read_movie()
    movies = library().movies
    with movies.lock:
        if movies.find(title=movie["title"], year=movie["year"]):
            abort(409, "there is a movie with this title and year already")
        movie = movies.add(movie)
    return movie, 201, {"Location": url_of(movie)}
    # end task 3
