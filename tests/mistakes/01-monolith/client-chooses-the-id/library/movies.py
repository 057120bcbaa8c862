    # task 3: store the movie, unless it is there already
    movie = read_movie()
    movies = library().movies
    with movies.lock:
        if movies.find(title=movie["title"], year=movie["year"]):
            abort(409, "there is a movie with this title and year already")
        movie = movies.replace(web.json_object().get("id") or f"m{len(movies.all())}-{movie['year']}", movie)
    return movie, 201, {"Location": url_of(movie)}
    # end task 3
