    # task 4: to be known is not to be allowed
    scope = "books:read" if request.method in READS else "books:write"
    if scope not in program.scopes:
        raise Forbidden(f"The key that came with this request lacks the scope {scope}.")
    # end task 4
