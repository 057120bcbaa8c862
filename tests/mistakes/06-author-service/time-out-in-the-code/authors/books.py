        # task 2: ask with parameters, and not for ever
        return self._session().get(address, params=query, timeout=0.2, stream=True)
        # end task 2
