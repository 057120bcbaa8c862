    # task 2: say that something was made, and where it is
    from markupsafe import escape

    escaped = {field: str(escape(value)) for field, value in user.as_json().items()}
    return escaped, 201, {"Location": url_of(user)}
    # end task 2
