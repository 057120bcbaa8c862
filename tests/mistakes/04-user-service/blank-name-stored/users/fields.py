# task 2: what an e-mail address looks like
# each character fits one place only, so that a long address is refused as quickly as a short one
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
# end task 2

    # task 2: a JSON object, with the fields of a user and no others
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, "Expected a JSON object.")
    errors = dict.fromkeys(body.keys() - {"name", "email"}, "A user has no such field.")
    # end task 2

    # task 2: accept what can be stored, and nothing else
    if not isinstance(value, str) or not value or len(value) > most:
        return False
    # PostgreSQL has no place in a text for the first of these, and UTF-8 has no bytes for the others
    return not re.search(r"[\0\ud800-\udfff]", value)
    # end task 2
