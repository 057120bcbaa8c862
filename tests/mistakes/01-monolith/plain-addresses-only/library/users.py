    # task 5: decide quickly, whatever the address
    if len(address) > 254:
        return False
    return re.fullmatch(r"[a-zA-Z0-9.]+@[a-zA-Z0-9]+\.[a-zA-Z]+", address) is not None
    # end task 5
