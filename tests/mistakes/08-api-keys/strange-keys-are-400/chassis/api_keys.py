        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()  # Latin-1: the bytes that came (PEP 3333)
        return self.programs().get(digest)
        # end task 2
    # task 2: a key has one place
    key = request.headers.get(HEADER)
    if key and not (KEY.fullmatch(key) and len(key) < 200):
        abort(400, "An API key has up to 200 printable characters.")
    return key
    # end task 2
