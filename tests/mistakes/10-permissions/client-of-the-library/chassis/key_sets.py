        # task 4: keys are kept, and fetched when that is due
        if not hasattr(self, "client"):
            self.client = jwt.PyJWKClient(
                self.url, lifespan=self.ttl, timeout=self.timeout, cooldown_duration=self.pause
            )
        try:
            known: EllipticCurvePublicKey = self.client.get_signing_key(kid).key
        except jwt.PyJWKClientConnectionError:
            raise NoKeys(retry_after=math.ceil(self.pause)) from None
        except jwt.PyJWTError:
            return None
        return known

        # end task 4
