    # task 6: this service has a key of its own
    key = settings.needed("BOOKS_API_KEY", "the key with which books is called")
    # end task 6
