    # task 5: the same id, one service further
    return {HEADER: uuid.uuid4().hex}
    # end task 5
