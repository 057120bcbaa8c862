    # task 2: all that is wrong, each with its place
    if not VALIDATOR.is_valid(body) or any(unstorable(body)):
        fields_of_movie = new_movie if not isinstance(body, dict) else {**new_movie, **body}
        raise problems.Invalid(
            {"pointer": pointer(name), "detail": "Is this right?"} for name in fields_of_movie
        )
    # end task 2
