    # task 1: the whole question
    return json.dumps(question)
    # end task 1
    # task 1: what can't be read is no entry
    try:
        entry = json.loads(kept or b"")
        return Entry(entry["value"], float(entry["at"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    # end task 1
        # task 1: how long an entry lives
        self.lives = round(1000 * ttl)  # milliseconds
        # end task 1
        # task 1: from where all processes look
        return entry_in(self._ask(lambda: self.valkey.get(self.prefix + name)))
        # end task 1
        # task 1: as JSON, and not for ever
        if not entry_in(self._ask(lambda: self.valkey.get(self.prefix + name))):
            self._set(name, json.dumps(entry._asdict()), self.lives, "NX")
        # end task 1
        # task 3: one makes it, the others wait
        return self._make(name, new_lease(), make)
        # end task 3
        # task 3: put it in place of the lease
        entry = Entry(make(), time.time())
        self.put(name, entry)
        return entry
        # end task 3
