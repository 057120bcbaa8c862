    # task 4: to be known is not to be allowed
    scope = f"{service}:write" if request.method == "POST" else f"{service}:read"
    if scope not in program.scopes:
        raise Forbidden(f"The key that came with this request lacks the scope {scope}.")
    # end task 4
