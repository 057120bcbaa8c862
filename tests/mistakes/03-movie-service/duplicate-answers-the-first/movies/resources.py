        # task 3: refuse a movie that is already in the collection
        try:
            movie = collection().add(fields)
        except store.Duplicate:
            return next(other for other in collection().all() if store.identity(other) == store.identity(fields))
        # end task 3
