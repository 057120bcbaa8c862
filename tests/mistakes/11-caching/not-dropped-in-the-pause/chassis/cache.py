        # task 2: one try, and a short one
        once = redis.retry.Retry(redis.backoff.NoBackoff(), retries=0)
        return redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=once)
        # end task 2
        # task 2: go on without it, and leave it alone for a moment
        if time.monotonic() < self.left_alone_until:
            return None
        try:
            answer = question()
            return answer if isinstance(answer, bytes) else None  # nothing else makes sense, or is looked at
        except redis.ResponseError as error:  # it is there, and says no: it is full, perhaps
            current_app.logger.warning("the cache refuses: %s", error)
        except Exception as error:  # nonsense can raise anything
            self.left_alone_until = time.monotonic() + self.pause
            current_app.logger.warning("the cache is left alone for %g seconds: %s", self.pause, error)
        return None
        # end task 2
