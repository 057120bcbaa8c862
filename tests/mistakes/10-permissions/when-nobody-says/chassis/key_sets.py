        # task 4: keys are kept, and fetched when that is due
        # who needs a key that isn't there waits for it; everybody else goes on while one looks after them
        if self.is_due(kid) and self.fetching.acquire(blocking=kid not in self.known):
            try:
                if self.is_due(kid):  # somebody may have done it meanwhile
                    self.renew()
            finally:
                self.fetching.release()
        if not self.known:
            raise NoKeys
        return self.known.get(kid)

    def is_due(self, kid: str) -> bool:
        """Whether keys should be fetched, for somebody who needs the one that has this name."""
        now = time.monotonic()
        return now - self.tried >= self.pause and (kid not in self.known or now - self.fetched >= self.ttl)

    def renew(self) -> None:
        """Put the keys as they are now in place of those from before; when that fails, these stay."""
        try:
            self.known = fetch(self.url, self.timeout)
            self.fetched = time.monotonic()
        except FetchError:
            pass  # fetch() has logged it
        finally:
            self.tried = time.monotonic()
        # end task 4
