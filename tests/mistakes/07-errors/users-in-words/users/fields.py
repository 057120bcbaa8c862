        # task 2: each with its place
        abort(400, " ".join(errors.values()))
        # end task 2
