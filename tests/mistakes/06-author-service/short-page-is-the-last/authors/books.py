        # task 3: page after page, as far as the links lead, and no further
        address, query = self.address, {**wanted, "size": str(PAGE_SIZE)}
        found: list[schemas.Book] = []
        for _ in range(MOST_PAGES):
            page = self._page(address, query, deadline)
            found += page.books
            if page.next is None or len(page.books) < PAGE_SIZE:
                return found
            address, query = page.next, {}
        raise Unusable(f"more than {MOST_PAGES} pages")
        # end task 3
    # task 3: a link may lead to another page, and to nobody but books
    address = urljoin(response.url, link["url"])
    if origin(address) != origin(response.url):
        raise Unusable(f"the next page is said to be at {address}")
    return address
    # end task 3
