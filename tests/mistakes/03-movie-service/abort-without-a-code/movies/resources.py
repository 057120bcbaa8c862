        # task 3: refuse a movie that is already in the collection
        if any(store.identity(other) == store.identity(fields) for other in collection().all()):
            abort(status=409)
        movie = collection().add(fields)
        # end task 3
