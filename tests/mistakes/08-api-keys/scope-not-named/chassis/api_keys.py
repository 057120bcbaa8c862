    # task 4: to be known is not to be allowed
    scope = f"{service}:read" if request.method in READS else f"{service}:write"
    if scope not in program.scopes:
        raise Forbidden("This key is not good enough.")
    # end task 4
