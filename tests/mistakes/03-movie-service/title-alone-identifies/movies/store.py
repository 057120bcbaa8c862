    # task 3: a title is the same in other letters, or with spaces around it
    return movie["title"].strip().casefold(), 0
    # end task 3

            # task 3: look before storing, while nobody else can store
            if self._holder(fields) is not None:
                raise Duplicate
            # end task 3
