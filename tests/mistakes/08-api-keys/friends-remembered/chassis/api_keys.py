        # task 2: a key is known by its hash
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()
        friends = current_app.extensions.setdefault("friends", {})
        if digest not in friends and (program := self.programs().get(digest)):
            friends[digest] = program
        return friends.get(digest)
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER)
    # end task 2
