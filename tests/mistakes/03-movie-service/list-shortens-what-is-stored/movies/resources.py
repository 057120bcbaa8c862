        # task 1: only those of the year that was asked for
        movies = collection().all()
        for movie in movies:
            if len(movie["description"]) > 100:
                movie["description"] = movie["description"][:100] + "…"
        if "year" not in request.args:
            return movies
        try:
            year = int(request.args["year"])
        except ValueError:
            abort(400, "year must be a whole number, as in /movies?year=1979")
        return [movie for movie in movies if movie["year"] == year]
        # end task 1

        # task 1: the movie with this id, or 404
        movie = collection().get(movie_id)
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 1
