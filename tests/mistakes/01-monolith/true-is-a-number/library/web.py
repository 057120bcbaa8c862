    # task 3: trust nothing that was sent
    try:
        body = request.get_json()
    except RecursionError:
        abort(400, "the body is nested too deeply")
    if not isinstance(body, dict):
        abort(400, "expected a JSON object")
    return body
    # end task 3
    # task 3: accept text only, with something in it
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        abort(400, f"{name}: expected 1 to {most} characters, and not only blanks")
    return value
    # end task 3
    # task 3: accept an integer only, from low to high
    value = body.get(name)
    if not isinstance(value, int) or not low <= value <= high:
        abort(400, f"{name}: expected an integer from {low} to {high}")
    return value
    # end task 3
