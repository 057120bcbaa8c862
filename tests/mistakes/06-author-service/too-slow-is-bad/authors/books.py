        # task 4: a clock that runs on, not an allowance for each wait
        left = self.end - time.monotonic()
        if left <= 0:
            raise TooSlow(f"no whole answer within {self.seconds:g} seconds")
        return left
        # end task 4
            # task 4: once the time is up, that is the reason, whatever the error is called
            # end task 4
    # task 4: look at the clock whenever something has come
    body = b""
    while piece := response.raw.read1(PIECE):  # what there is; read() and iter_content() wait for the full amount
        body += piece
        if len(body) > MOST_BYTES:
            raise Unusable(f"a page of more than {MOST_BYTES} bytes")
        deadline.left()
    return body
    # end task 4
