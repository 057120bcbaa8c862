        # task 6: what we ask, we ask in our own name
        headers = {api_keys.HEADER: self.key, **request_ids.to_pass_on()}
        # end task 6
    # task 6: that books doesn't want us is between it and us
    if response.status_code in (401, 403):
        raise Unusable(f"status {response.status_code}: {response.text}")
    # end task 6
