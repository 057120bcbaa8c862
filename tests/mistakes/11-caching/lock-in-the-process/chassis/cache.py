        # task 3: one makes it, the others wait
        import threading

        with self.__dict__.setdefault("locks", {}).setdefault(name, threading.Lock()):
            return self.get(name) or self._make(name, new_lease(), make)
        # end task 3
        # task 3: put it in place of the lease
        entry = Entry(make(), time.time())
        self.put(name, entry)
        return entry
        # end task 3
