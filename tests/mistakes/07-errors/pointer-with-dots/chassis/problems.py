    # task 2: any name at all, as part of a pointer in a URL
    name = ".".join(str(part) for part in place)
    return f"#/{quote(name, errors='replace')}" if place else "#"
    # end task 2
