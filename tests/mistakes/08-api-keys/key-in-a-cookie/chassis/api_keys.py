        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()  # Latin-1: the bytes that came (PEP 3333)
        return self.programs().get(digest)
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER) or request.cookies.get("api_key")
    # end task 2
