        # task 2: ask with parameters, and not for ever
        text = "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
        return self._session().get(f"{address}?{text}", timeout=deadline.left(), stream=True)
        # end task 2
