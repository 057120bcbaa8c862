    # task 5: decide quickly, whatever the address
    if len(address) > 254:
        return False
    return re.match(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", address) is not None
    # end task 5
