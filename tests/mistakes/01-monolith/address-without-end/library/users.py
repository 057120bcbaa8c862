    # task 5: decide quickly, whatever the address
    return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", address) is not None
    # end task 5
