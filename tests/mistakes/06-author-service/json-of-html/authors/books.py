    # task 5: believe neither the status nor the type nor the shape
    return schemas.books_in(json.loads(body))
    # end task 5
    # task 5: nobody there, or somebody who talks nonsense
    if isinstance(error, requests.ConnectionError):
        return Unreachable(str(error))
    return error
    # end task 5
