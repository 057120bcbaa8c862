    # task 6: what listing takes and answers
    @ns.param("year", "Only the movies of this year", type="integer")
    @ns.response(200, "The movies, in the order they were added", [models.movie])
    @ns.response(400, "year is not a whole number", models.error)
    # end task 6

    # task 6: what adding answers
    @ns.response(201, "Added; Location says where it is", models.movie, headers={"Location": "The new movie"})
    @ns.response(400, "Not JSON, or not a movie", models.error)
    @ns.response(415, "The body is not called JSON", models.error)
    # end task 6

    # task 6: what fetching answers
    @ns.response(200, "The movie", models.movie)
    @ns.response(404, "No movie has this id", models.error)
    # end task 6

    # task 6: what replacing answers
    @ns.response(200, "The movie as it is now", models.movie)
    @ns.response(400, "Not JSON, or not a movie", models.error)
    @ns.response(404, "No movie has this id", models.error)
    @ns.response(409, "Another movie has this title and year", models.error)
    @ns.response(415, "The body is not called JSON", models.error)
    # end task 6

    # task 6: what deleting answers
    @ns.response(204, "Gone")
    @ns.response(404, "No movie has this id", models.error)
    # end task 6
