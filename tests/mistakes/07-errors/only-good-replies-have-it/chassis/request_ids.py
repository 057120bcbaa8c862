    # task 4: nothing is believed before it has been looked at
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
    # end task 4
    # task 4: let the client have it
    if response.status_code < 300:
        response.headers[HEADER] = current()
    # end task 4
