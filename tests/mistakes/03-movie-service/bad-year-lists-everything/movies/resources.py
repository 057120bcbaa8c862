        # task 1: only those of the year that was asked for
        year = request.args.get("year", type=int)
        movies = collection().all()
        return movies if year is None else [movie for movie in movies if movie["year"] == year]
        # end task 1

        # task 1: the movie with this id, or 404
        movie = collection().get(movie_id)
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 1
