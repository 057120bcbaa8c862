        # task 4: all or nothing
        with self._lock:
            movie = self._movies.get(movie_id)
            if movie is None:
                return None
            movie["cast"] = fields["cast"]
            movie["image"] = fields["image"]
            movie["description"] = fields["description"]
            if self._holder(fields) not in (None, movie_id):
                raise Duplicate
            movie["title"] = fields["title"]
            movie["year"] = fields["year"]
            return movie
        # end task 4
