        # task 5: 204 when it was there, 404 when it was not
        if not collection().remove(movie_id):
            abort(404, "No movie has this id.")
        return {"message": "Deleted."}, 200
        # end task 5
