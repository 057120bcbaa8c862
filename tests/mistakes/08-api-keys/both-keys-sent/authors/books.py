        # task 6: what we ask, we ask in our own name
        headers = {api_keys.HEADER: self.key, "X-Caller-Key": api_keys.shown() or "", **request_ids.to_pass_on()}
        # end task 6
    # task 6: that books doesn't want us is between it and us
    if response.status_code in (401, 403):
        raise Unusable(f"it refuses our key, with status {response.status_code}: look at BOOKS_API_KEY")
    # end task 6
