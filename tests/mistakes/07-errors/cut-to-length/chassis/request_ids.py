    # task 4: nothing is believed before it has been looked at
    sent = re.sub(r"[^A-Za-z0-9._-]", "", request.headers.get(HEADER, ""))[:64]
    g.request_id = sent or uuid.uuid4().hex
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    # end task 4
