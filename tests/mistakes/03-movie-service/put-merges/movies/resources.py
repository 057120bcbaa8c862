    # task 4: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie, validate=True)
    # end task 4

        # task 4: the whole movie, 404, or 409
        try:
            movie = collection().replace(movie_id, request.get_json())
        except store.Duplicate:
            abort(409, "Another movie already has this title and year.")
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 4
