        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()
        strangers = current_app.extensions.setdefault("strangers", set())
        if digest in strangers:
            return None
        program = self.programs().get(digest)
        if program is None:
            strangers.add(digest)
        return program
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER)
    # end task 2
