    # task 4: to be known is not to be allowed
    scope = f"{service}:read" if request.method == "GET" else f"{service}:write"
    if scope not in program.scopes:
        raise Forbidden(f"The key that came with this request lacks the scope {scope}.")
    # end task 4
