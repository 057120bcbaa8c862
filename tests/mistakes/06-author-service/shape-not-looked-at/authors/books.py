    # task 5: believe neither the status nor the type nor the shape
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code != 200 or kind != "application/json":
        raise Unusable(f"status {response.status_code}, type {kind or 'unknown'}")
    try:
        document: list[schemas.Book] = json.loads(body)
        return document
    except (ValueError, RecursionError) as error:
        raise Unusable(str(error)) from error
    # end task 5
    # task 5: nobody there, or somebody who talks nonsense
    kind = Unreachable if isinstance(error, requests.ConnectionError) else Unusable
    return kind(str(error))
    # end task 5
