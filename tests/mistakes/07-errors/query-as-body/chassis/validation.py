    # task 2: name the parameter
    for name, said in messages.items():
        yield {"pointer": problems.pointer(name), "detail": " ".join(said)}
    # end task 2
    # task 2: name the place
    for place, detail in places(messages):
        yield {"pointer": problems.pointer(*place), "detail": detail}
    # end task 2
