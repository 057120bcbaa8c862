    # task 6: a redirect is an answer, and not the one that was asked for
    # end task 6
        # task 6: made once, and kept
        if not hasattr(self.own, "session"):
            self.own.session = Session()
        session: requests.Session = self.own.session
        return session
        # end task 6
