        # task 1: no keys, no service
        self.path = Path(os.environ["API_KEYS_FILE"])
        self.content = self.path.read_bytes()
        self.known = programs_in(self.content)
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
