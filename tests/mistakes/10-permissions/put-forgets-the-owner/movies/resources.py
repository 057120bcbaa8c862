        # task 3: whether they may comes before what they want
        movie = permissions.find_to_change(movie_id)
        sent = {"added_by": None} | schemas.read_movie()
        # end task 3
        # task 3: only one's own
        session().delete(permissions.find_to_change(movie_id))
        # end task 3
