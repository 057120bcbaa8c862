        # task 3: refuse a movie that is already in the collection
        seen = current_app.extensions.setdefault("seen", set())
        if store.identity(fields) in seen:
            abort(409, "Another movie already has this title and year.")
        seen.add(store.identity(fields))
        movie = collection().add(fields)
        # end task 3
