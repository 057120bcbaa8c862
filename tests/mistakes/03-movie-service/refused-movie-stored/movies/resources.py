        # task 3: refuse a movie that is already in the collection
        movie = collection().add(fields)
        same = [other for other in collection().all() if store.identity(other) == store.identity(movie)]
        if len(same) > 1:
            abort(409, "Another movie already has this title and year.")
        # end task 3
