        # task 3: page after page, as far as the links lead, and no further
        found: list[schemas.Book] = []
        for number in range(1, MOST_PAGES):
            page = self._page(self.address, {**wanted, "page": str(number)}, deadline)
            if not page.books:
                return found
            found += page.books
        raise Unusable(f"more than {MOST_PAGES} pages")
        # end task 3
    # task 3: a link may lead to another page, and to nobody but books
    address = urljoin(response.url, link["url"])
    if origin(address) != origin(response.url):
        raise Unusable(f"the next page is said to be at {address}")
    return address
    # end task 3
