    # task 4: nothing is believed before it has been looked at
    from flask import current_app

    kept = current_app.extensions
    sent = request.headers.get(HEADER, "")
    if ACCEPTED.fullmatch(sent):
        kept["request_id"] = sent
    g.request_id = kept.get("request_id") or uuid.uuid4().hex
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    # end task 4
