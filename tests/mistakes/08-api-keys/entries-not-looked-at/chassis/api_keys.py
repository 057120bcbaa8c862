        # task 1: no keys, no service
        self.path = Path(settings.needed("API_KEYS_FILE", "a file with the keys of those who may call"))
        try:
            self.content = self.path.read_bytes()
            entries = json.loads(self.content)
            if not entries:
                raise ValueError("there are no keys in it")
            self.known = {entry["sha256"]: Program(entry["name"], frozenset(entry["scopes"])) for entry in entries}
        except (OSError, ValueError) as error:
            raise settings.SettingsError(f"API_KEYS_FILE is {self.path}: {error}") from error
        # end task 1
    # task 1: who shows no key is nobody
    key = shown()
    return known_keys().program(key) if key else None
    # end task 1
    # task 1: say that we don't know the caller, and what is asked for (RFC 9110, 15.5.2)
    response = problems.answer(Unauthorized(f"A key that is known here is needed, in {HEADER}."))
    response.headers["WWW-Authenticate"] = f'ApiKey realm="{service}"'
    return response
    # end task 1
