    # task 4: nothing is believed before it has been looked at
    try:
        g.request_id = uuid.UUID(request.headers.get(HEADER, "")).hex
    except ValueError:
        g.request_id = uuid.uuid4().hex
    # end task 4
    # task 4: let the client have it
    response.headers[HEADER] = current()
    # end task 4
