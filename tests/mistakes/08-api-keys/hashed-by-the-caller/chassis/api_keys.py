        # task 2: a key is known by its hash
        digest = key if len(key) == 64 else hashlib.sha256(key.encode("latin-1")).hexdigest()
        return self.programs().get(digest.lower())
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER)
    # end task 2
