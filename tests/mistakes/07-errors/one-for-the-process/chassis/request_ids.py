    # task 4: nothing is believed before it has been looked at
    from flask import current_app

    sent = request.headers.get(HEADER, "")
    made = current_app.extensions.setdefault("request_id", uuid.uuid4().hex)
    g.request_id = sent if ACCEPTED.fullmatch(sent) else made
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    # end task 4
