        # task 1: only those of the year that was asked for
        movies = collection().all()
        if "year" in request.args:
            try:
                year = int(request.args["year"])
            except ValueError:
                abort(400, "year must be a whole number, as in /movies?year=1979")
            movies = [movie for movie in movies if movie["year"] == year]
        if not movies:
            abort(404, "No movies found.")
        return movies
        # end task 1

        # task 1: the movie with this id, or 404
        movie = collection().get(movie_id)
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 1
