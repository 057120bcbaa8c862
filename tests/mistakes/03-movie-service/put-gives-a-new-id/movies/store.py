        # task 4: all or nothing
        with self._lock:
            if movie_id not in self._movies:
                return None
            if self._holder(fields) not in (None, movie_id):
                raise Duplicate
            del self._movies[movie_id]
        return self.add(fields)
        # end task 4
