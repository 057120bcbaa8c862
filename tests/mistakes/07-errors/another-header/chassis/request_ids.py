    # task 5: the same id, one service further
    request_id = current()
    return {"X-Correlation-ID": request_id} if request_id else {}
    # end task 5
