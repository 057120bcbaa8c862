        # task 1: what is left is all that the next service has
        return {}
        # end task 1
    # task 1: the caller's time, as far as it goes
    if sent is None or not NUMBER.fullmatch(sent):
        return usual
    return min(int(sent) / 1000, usual)
    # end task 1
