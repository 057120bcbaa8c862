    # task 2: name the parameter
    for name, said in messages.items():
        yield {"parameter": name, "detail": " ".join(said)}
    # end task 2
    # task 2: name the place
    place, detail = next(places(messages))
    yield {"pointer": problems.pointer(*place), "detail": detail}
    # end task 2
