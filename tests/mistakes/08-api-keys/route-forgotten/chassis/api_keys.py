    # task 3: ask every request for its key, whatever it is for
    def ask() -> None:
        authorize()

    app.extensions["ask"] = ask


def required(view):
    """Put this on a route, and it asks for a key."""

    def with_key(*arguments, **values):
        authorize()
        return view(*arguments, **values)

    return with_key
    # end task 3
