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
        self.kept: dict[str, Entry] = {}
        # end task 1
        # task 1: from where all processes look
        entry = self.kept.get(name)
        return entry if entry and time.time() < entry.at + self.lives / 1000 else None
        # end task 1
        # task 1: as JSON, and not for ever
        self.kept[name] = entry
        self._set(name, json.dumps(entry._asdict()), 1, *condition)
        # end task 1
