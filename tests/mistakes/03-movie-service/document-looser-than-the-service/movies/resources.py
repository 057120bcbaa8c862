    # task 2: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie)
    # end task 2

        # task 2: take in what was sent
        models.checked_movie.validate(request.get_json())
        fields = models.complete(request.get_json())
        # end task 2

        # task 2: say that something was made, and where it is
        return movie, 201, {"Location": f"/movies/{movie['id']}"}
        # end task 2

    # task 4: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie)
    # end task 4

        # task 4: the whole movie, 404, or 409
        models.checked_movie.validate(request.get_json())
        try:
            movie = collection().replace(movie_id, models.complete(request.get_json()))
        except store.Duplicate:
            abort(409, "Another movie already has this title and year.")
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 4
