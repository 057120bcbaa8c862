        # task 5: the file as it is now, or as it was when it could last be used
        with self.lock:
            try:
                file = self.path.stat()
                stamp = file.st_mtime_ns, file.st_size
                if stamp != current_app.extensions.get("stamp"):
                    current_app.extensions["stamp"] = stamp
                    self.known = programs_in(self.path.read_bytes())
            except (OSError, ValueError) as error:
                current_app.logger.error("API_KEYS_FILE: the keys known before stay in use, because %s", error)
            return self.known
        # end task 5
