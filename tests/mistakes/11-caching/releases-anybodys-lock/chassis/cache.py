        # task 3: one makes it, the others wait
        lease, waited, dropped = new_lease(), False, None
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            kept = self._set(name, lease, round(1000 * self.patience), "NX", "GET")
            if kept is None or kept == dropped:  # nothing was there, and now the lease is; or the cache is no use
                return self._make(name, lease, make)
            if entry := entry_in(kept):
                return entry
            if kept.startswith(LEASE):
                waited = True
                time.sleep(STEP)
            elif kept == GIVEN_UP and waited:
                break
            else:  # it can't be read, or somebody gave up before we came
                dropped = kept
                self.forget(name)
        raise NotMade(name)
        # end task 3
        # task 3: put it in place of the lease
        try:
            entry = Entry(make(), time.time())
        except Exception as error:
            # an HTTPException is this client's answer: let the next one ask for their own, at once
            lives = 1 if isinstance(error, exceptions.HTTPException) else round(1000 * MOMENT)
            self._set(name, GIVEN_UP, lives)
            raise
        self.put(name, entry, "IFEQ", lease)
        return entry
        # end task 3
