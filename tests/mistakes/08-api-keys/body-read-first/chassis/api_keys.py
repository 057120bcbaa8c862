    # task 4: to be known is not to be allowed
    scope = f"{service}:read" if request.method in READS else f"{service}:write"
    if scope not in program.scopes:
        what = request.get_json().get("title") if request.method == "POST" else request.path
        raise Forbidden(f"The key that came with this request lacks the scope {scope}, for {what}.")
    # end task 4
