        # task 5: the file as it is now, or as it was when it could last be used
        with self.lock:
            try:
                self.known = programs_in(self.path.read_bytes())
            except (OSError, ValueError):
                pass
            return self.known
        # end task 5
