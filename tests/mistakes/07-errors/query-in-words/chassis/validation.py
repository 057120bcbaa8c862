    # task 2: name the parameter
    yield {"detail": str(messages)}
    # end task 2
    # task 2: name the place
    for place, detail in places(messages):
        yield {"pointer": problems.pointer(*place), "detail": detail}
    # end task 2
