    # task 1: the whole question
    return json.dumps(question)
    # end task 1
    # task 1: what can't be read is no entry
    if kept is None or kept.startswith((LEASE, GIVEN_UP)):
        return None
    entry = json.loads(kept)
    return Entry(entry["value"], entry["at"])
    # end task 1
        # task 1: how long an entry lives
        self.lives = round(1000 * ttl)  # milliseconds
        # end task 1
        # task 1: from where all processes look
        return entry_in(self._ask(lambda: self.valkey.get(self.prefix + name)))
        # end task 1
        # task 1: as JSON, and not for ever
        self._set(name, json.dumps(entry._asdict()), self.lives, *condition)
        # end task 1
