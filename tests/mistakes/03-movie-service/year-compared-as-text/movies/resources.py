        # task 1: only those of the year that was asked for
        movies = collection().all()
        year = request.args.get("year")
        if year is None:
            return movies
        return [movie for movie in movies if movie["year"] == year]
        # end task 1

        # task 1: the movie with this id, or 404
        movie = collection().get(movie_id)
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 1
