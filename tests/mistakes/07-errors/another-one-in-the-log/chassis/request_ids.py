    # task 4: nothing is believed before it has been looked at
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    if response.status_code == 500:
        response.headers[HEADER] = g.request_id = uuid.uuid4().hex
    # end task 4
