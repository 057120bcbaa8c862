            # task 2: no address of the book service, no service
            books_url="http://127.0.0.1:8003",
            # end task 2
