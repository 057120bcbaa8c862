        # task 4: all or nothing
        with self._lock:
            if movie_id not in self._movies:
                return None
            if self._holder(fields) is not None:
                raise Duplicate
            movie: Movie = {"id": movie_id, **fields}
            self._movies[movie_id] = movie
            return movie
        # end task 4
