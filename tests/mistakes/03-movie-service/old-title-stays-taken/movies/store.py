    # task 3: a title is the same in other letters, or with spaces around it
    return movie["title"].strip().casefold(), movie["year"]
    # end task 3

            # task 3: look before storing, while nobody else can store
            taken = self.__dict__.setdefault("_taken", set())
            if identity(fields) in taken:
                raise Duplicate
            taken.add(identity(fields))
            # end task 3
