        # task 3: one makes it, the others wait
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            if self._set(f"lock of {name}", "taken", round(1000 * self.patience), "NX", "GET") is None:
                return self._make(name, b"", make)
            time.sleep(STEP)
            if entry := self.get(name):
                return entry
        raise NotMade(name)
        # end task 3
        # task 3: put it in place of the lease
        try:
            entry = Entry(make(), time.time())
            self.put(name, entry)
            return entry
        finally:
            self._ask(lambda: self.valkey.delete(f"{self.prefix}lock of {name}"))
        # end task 3
