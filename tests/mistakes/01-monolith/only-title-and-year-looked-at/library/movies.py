    # task 3: store the movie, unless it is there already
    body = web.json_object()
    movie = {
        "title": web.text(body, "title", most=200),
        "year": web.integer(body, "year", 1888, 2100),
        "cast": body.get("cast", []),
        "image": body.get("image"),
        "description": body.get("description", ""),
    }
    movies = library().movies
    with movies.lock:
        if movies.find(title=movie["title"], year=movie["year"]):
            abort(409, "there is a movie with this title and year already")
        movie = movies.add(movie)
    return movie, 201, {"Location": url_of(movie)}
    # end task 3
