    # task 1: the whole question
    return json.dumps(question)
    # end task 1
    # task 1: what can't be read is no entry
    import pickle

    try:
        return Entry(*pickle.loads(kept or b""))
    except Exception:
        return None
    # end task 1
        # task 1: how long an entry lives
        self.lives = round(1000 * ttl)  # milliseconds
        # end task 1
        # task 1: from where all processes look
        return entry_in(self._ask(lambda: self.valkey.get(self.prefix + name)))
        # end task 1
        # task 1: as JSON, and not for ever
        import pickle

        self._set(name, pickle.dumps(tuple(entry)), self.lives, *condition)
        # end task 1
