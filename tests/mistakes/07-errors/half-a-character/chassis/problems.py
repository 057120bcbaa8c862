    # task 2: any name at all, as part of a pointer in a URL
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in place)
    return "#" + "".join(f"/{quote(part)}" for part in parts)
    # end task 2
