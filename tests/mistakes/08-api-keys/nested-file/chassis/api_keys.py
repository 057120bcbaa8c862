        # task 5: the file as it is now, or as it was when it could last be used
        with self.lock:
            content = None
            try:
                content = self.path.read_bytes()
                if content != self.content:
                    entries = json.loads(content)
                    self.known = {
                        entry["sha256"]: Program(entry["name"], frozenset(entry["scopes"])) for entry in entries
                    }
            except (OSError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
                if content != self.content:
                    current_app.logger.error("API_KEYS_FILE: the keys known before stay in use, because %s", error)
            self.content = content
            return self.known
        # end task 5
