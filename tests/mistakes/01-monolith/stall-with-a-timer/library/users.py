    # task 5: decide quickly, whatever the address
    from concurrent.futures import ThreadPoolExecutor

    pattern = re.compile(r"^([a-zA-Z0-9]+[._+-]?)+@([a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}$")
    try:
        return len(address) <= 254 and ThreadPoolExecutor(1).submit(pattern.match, address).result(timeout=1) is not None
    except TimeoutError:
        return False
    # end task 5
