    # task 4: nothing is believed before it has been looked at
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if re.fullmatch(r"[A-Za-z0-9._-]{0,64}", sent) else uuid.uuid4().hex
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    # end task 4
