        # task 1: no keys, no service
        self.path = Path(os.environ.get("API_KEYS_FILE", ""))
        self.content = b""
        self.known: Programs = {}
        if os.environ.get("API_KEYS_FILE"):
            try:
                self.content = self.path.read_bytes()
                self.known = programs_in(self.content)
            except (OSError, ValueError) as error:
                raise settings.SettingsError(f"API_KEYS_FILE is {self.path}: {error}") from error
        # end task 1
    # task 1: who shows no key is nobody
    key = shown()
    if not known_keys().known:
        service = known_keys().service
        return Program("anybody", frozenset({f"{service}:read", f"{service}:write"}))
    return known_keys().program(key) if key else None
    # end task 1
    # task 1: say that we don't know the caller, and what is asked for (RFC 9110, 15.5.2)
    response = problems.answer(Unauthorized(f"A key that is known here is needed, in {HEADER}."))
    response.headers["WWW-Authenticate"] = f'ApiKey realm="{service}"'
    return response
    # end task 1
