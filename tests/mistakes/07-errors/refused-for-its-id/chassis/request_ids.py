    # task 4: nothing is believed before it has been looked at
    sent = request.headers.get(HEADER, "")
    if sent and not ACCEPTED.fullmatch(sent):
        from flask import abort

        abort(400, "X-Request-ID has characters in it that it can't have.")
    g.request_id = sent or uuid.uuid4().hex
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    # end task 4
