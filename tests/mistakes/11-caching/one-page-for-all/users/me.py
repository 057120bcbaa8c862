    # task 4: what others on the way may do with it
    return entry.value, {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
    # end task 4
    # task 4: whose it is
    return key("me")
    # end task 4
