        # task 5: the file as it is now, or as it was when it could last be used
        try:
            return programs_in(self.path.read_bytes())
        except (OSError, ValueError) as error:
            current_app.logger.error("API_KEYS_FILE can't be used: %s", error)
            return {}
        # end task 5
