        # task 1: no keys, no service
        self.path = Path(settings.needed("API_KEYS_FILE", "a file with the keys of those who may call"))
        try:
            self.content = self.path.read_bytes()
            self.known = programs_in(self.content)
        except (OSError, ValueError) as error:
            raise settings.SettingsError(f"API_KEYS_FILE is {self.path}: {error}") from error
        # end task 1
    # task 1: who shows no key is nobody
    key = shown()
    return known_keys().program(key) if key else None
    # end task 1
    # task 1: say that we don't know the caller, and what is asked for (RFC 9110, 15.5.2)
    return Response("Unauthorized", 401, {"WWW-Authenticate": f'ApiKey realm="{service}"'})
    # end task 1
