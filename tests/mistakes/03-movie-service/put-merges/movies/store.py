        # task 4: all or nothing
        with self._lock:
            if movie_id not in self._movies:
                return None
            if self._holder(fields) not in (None, movie_id):
                raise Duplicate
            movie: Movie = {**self._movies[movie_id], **fields}
            self._movies[movie_id] = movie
            return movie
        # end task 4
