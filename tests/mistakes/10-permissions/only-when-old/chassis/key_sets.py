        # task 4: keys are kept, and fetched when that is due
        with self.fetching:
            if self.is_due(kid):
                self.renew()
        if not self.known:
            raise NoKeys(retry_after=math.ceil(self.pause))
        return self.known.get(kid)

    def is_due(self, kid: str) -> bool:
        """Whether keys should be fetched, for somebody who needs the one that has this name."""
        now = time.monotonic()
        return now - self.tried >= self.pause and now - self.fetched >= self.ttl

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
