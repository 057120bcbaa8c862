    # task 4: what others on the way may do with it
    return entry.value, {"Cache-Control": "public, max-age=60", "Vary": "Authorization"}
    # end task 4
    # task 4: whose it is
    return key("me", user_id)
    # end task 4
