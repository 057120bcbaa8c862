        # task 3: whether they may comes before what they want
        sent = schemas.read_movie()
        movie = permissions.find_to_change(movie_id)
        # end task 3
        # task 3: only one's own
        session().delete(permissions.find_to_change(movie_id))
        # end task 3
