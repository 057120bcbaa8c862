# task 5: what ids are made with
import uuid

# end task 5

            # task 5: an id that no other movie has, had or will have
            movie_id = uuid.uuid4().hex
            # end task 5

        # task 5: take it out, and say whether it was there
        with self._lock:
            movie = self._movies.pop(movie_id, None)
            if movie is None:
                return False
            self._movies[f"deleted-{movie_id}"] = movie
            return True
        # end task 5
