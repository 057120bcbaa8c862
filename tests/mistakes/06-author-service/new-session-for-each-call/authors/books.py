    # task 6: a redirect is an answer, and not the one that was asked for
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, always. With allow_redirects=False requests still reads all that comes with a redirect."""

    # end task 6
        # task 6: made once, and kept
        return Session()
        # end task 6
