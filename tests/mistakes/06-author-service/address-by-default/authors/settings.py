            # task 2: no address of the book service, no service
            books_url=os.environ.get("BOOKS_URL") or "http://127.0.0.1:8003",
            # end task 2
