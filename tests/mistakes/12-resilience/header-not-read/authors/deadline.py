        # task 1: what is left is all that the next service has
        return {HEADER: str(int(self.left() * 1000))}
        # end task 1
    # task 1: the caller's time, as far as it goes
    return usual
    # end task 1
