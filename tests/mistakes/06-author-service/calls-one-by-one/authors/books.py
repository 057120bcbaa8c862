        # task 2: ask with parameters, and not for ever
        with self.__dict__.setdefault("lock", threading.Lock()):
            return self._session().get(address, params=query, timeout=deadline.left(), stream=True)
        # end task 2
