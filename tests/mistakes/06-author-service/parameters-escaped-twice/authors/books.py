        # task 2: ask with parameters, and not for ever
        escaped = {name: requests.utils.quote(value) for name, value in query.items() if value is not None}
        return self._session().get(address, params=escaped, timeout=deadline.left(), stream=True)
        # end task 2
