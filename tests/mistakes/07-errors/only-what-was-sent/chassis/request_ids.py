    # task 5: the same id, one service further
    sent = request.headers.get(HEADER)
    return {HEADER: sent} if sent else {}
    # end task 5
