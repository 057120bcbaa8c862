    # task 2: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie)
    # end task 2

        # task 2: take in what was sent
        body = request.get_json()
        if isinstance(body, dict):
            body["description"] = str(body.get("description") or "")
        models.new_movie.validate(body)
        fields = models.complete(body)
        # end task 2

        # task 2: say that something was made, and where it is
        return movie, 201, {"Location": f"/movies/{movie['id']}"}
        # end task 2
