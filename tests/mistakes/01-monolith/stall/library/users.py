    # task 5: decide quickly, whatever the address
    return re.match(r"^([a-zA-Z0-9._+-]+)+@([a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}$", address) is not None
    # end task 5
