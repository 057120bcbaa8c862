        # task 2: a key is known by its hash
        import hmac

        for digest, program in self.programs().items():
            if hmac.compare_digest(digest, key):
                continue
            if hmac.compare_digest(digest, hashlib.sha256(key.encode("latin-1")).hexdigest()):
                return program
        return None
        # end task 2
    # task 2: a key has one place
    return request.headers.get(HEADER)
    # end task 2
