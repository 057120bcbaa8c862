        # task 5: 204 when it was there, 404 when it was not
        collection().remove(movie_id)
        return "", 204
        # end task 5
