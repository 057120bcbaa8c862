        # task 3: whether they may comes before what they want
        from flask import abort

        found = session().get(Movie, movie_id, with_for_update=True)
        if found is None or not permissions.may_change(found):
            abort(403, "Only who has added a movie may change it.")
        movie = found
        sent = schemas.read_movie()
        # end task 3
        # task 3: only one's own
        session().delete(permissions.find_to_change(movie_id))
        # end task 3
