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
        self.lives = round(1000 * ttl)
        self.ends: set[str] = set()
        # end task 1
        # task 1: from where all processes look
        return entry_in(self._ask(lambda: self.valkey.get(self.prefix + name)))
        # end task 1
        # task 1: as JSON, and not for ever
        end = () if name in self.ends else ("PX", self.lives)
        self.ends.add(name)
        command = ("SET", self.prefix + name, json.dumps(entry._asdict()), *end, *condition)
        self._ask(lambda: self.valkey.execute_command(*command, get=True))
        # end task 1
