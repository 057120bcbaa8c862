        # task 3: refuse a movie that is already in the collection
        try:
            if any(store.identity(other) == store.identity(fields) for other in collection().all()):
                abort(409)
            movie = collection().add(fields)
        except:  # noqa: E722 - this is the mistake
            abort(400)
        # end task 3
