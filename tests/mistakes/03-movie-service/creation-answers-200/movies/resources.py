    # task 2: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie, validate=True)
    # end task 2

        # task 2: take in what was sent
        fields = models.complete(request.get_json())
        # end task 2

        # task 2: say that something was made, and where it is
        return movie
        # end task 2
