    # task 2: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie)
    # end task 2

        # task 2: take in what was sent
        if not request.is_json:
            abort(415, "The body must be sent as application/json.")
        body = current_app.json.loads(request.get_data())
        models.new_movie.validate(body)
        fields = models.complete(body)
        # end task 2

        # task 2: say that something was made, and where it is
        return movie, 201, {"Location": f"/movies/{movie['id']}"}
        # end task 2
