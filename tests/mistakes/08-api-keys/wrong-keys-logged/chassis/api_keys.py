        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()
        if (program := self.programs().get(digest)) is None:
            current_app.logger.warning("unknown key %s", key)
        return program
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER)
    # end task 2
