    # task 2: name the parameter
    for name, said in messages.items():
        yield {"parameter": name, "detail": " ".join(said)}
    # end task 2
    # task 2: name the place
    for place, detail in places(messages):
        yield {"field": str(place[0]), "detail": detail}
    # end task 2
