        # task 2: one try, and a short one
        once = redis.retry.Retry(redis.backoff.NoBackoff(), retries=0)
        return redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=once)
        # end task 2
        # task 2: go on without it, and leave it alone for a moment
        return question()
        # end task 2
