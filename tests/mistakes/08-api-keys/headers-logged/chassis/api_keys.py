        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()  # Latin-1: the bytes that came (PEP 3333)
        return self.programs().get(digest)
        # end task 2
    # task 2: a key has one place
    current_app.logger.debug("%s %s %s", request.method, request.path, dict(request.headers))
    return request.headers.get(HEADER)
    # end task 2
