        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("ascii")).hexdigest()
        return self.programs().get(digest)
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER)
    # end task 2
