    # task 2: any name at all, as part of a pointer in a URL
    return "#" + "".join(f"/{quote(str(part), errors='replace')}" for part in place)
    # end task 2
