    # task 2: name the parameter
    for name, said in messages.items():
        yield {"parameter": name, "detail": " ".join(said)}
    # end task 2
    # task 2: name the place
    yield {"detail": str(messages)}
    # end task 2
