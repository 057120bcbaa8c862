        # task 3: page after page, as far as the links lead, and no further
        return self._page(self.address, {**wanted, "size": str(PAGE_SIZE)}, deadline).books
        # end task 3
    # task 3: a link may lead to another page, and to nobody but books
    address = urljoin(response.url, link["url"])
    if origin(address) != origin(response.url):
        raise Unusable(f"the next page is said to be at {address}")
    return address
    # end task 3
