        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()
        known = self.programs()
        return known.get(digest) or known.get(key)
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER)
    # end task 2
