        # task 1: what is left is all that the next service has
        return {HEADER: str(int(self.left() * 1000))}
        # end task 1
    # task 1: the caller's time, as far as it goes
    try:
        return min(float(sent) / 1000, usual) if sent else usual
    except ValueError:
        return usual
    # end task 1
