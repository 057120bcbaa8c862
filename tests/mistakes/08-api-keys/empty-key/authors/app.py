    # task 6: this service has a key of its own
    import os

    key = os.environ["BOOKS_API_KEY"]
    # end task 6
