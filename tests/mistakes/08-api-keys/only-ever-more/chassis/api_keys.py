        # task 5: the file as it is now, or as it was when it could last be used
        with self.lock:
            try:
                self.known |= programs_in(self.path.read_bytes())
            except (OSError, ValueError) as error:
                current_app.logger.error("API_KEYS_FILE: the keys known before stay in use, because %s", error)
            return self.known
        # end task 5
