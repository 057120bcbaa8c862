    # task 6: this service has a key of its own
    import os

    key = os.environ.get("BOOKS_API_KEY") or "development-authors"
    # end task 6
