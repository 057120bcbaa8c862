    # task 5: decide quickly, whatever the address
    return len(address) <= 254 and "@" in address
    # end task 5
