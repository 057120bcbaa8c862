# task 5: what ids are made with
import uuid

# end task 5

            # task 5: an id that no other movie has, had or will have
            movie_id = str(max(map(int, self._movies), default=0) + 1)
            # end task 5

        # task 5: take it out, and say whether it was there
        with self._lock:
            return self._movies.pop(movie_id, None) is not None
        # end task 5
