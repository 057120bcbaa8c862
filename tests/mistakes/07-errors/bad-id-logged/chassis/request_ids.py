    # task 4: nothing is believed before it has been looked at
    sent = request.headers.get(HEADER, "")
    if ACCEPTED.fullmatch(sent):
        g.request_id = sent
    else:
        from flask import current_app

        g.request_id = uuid.uuid4().hex
        if sent:
            current_app.logger.warning("not an id: %s", sent)
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    # end task 4
