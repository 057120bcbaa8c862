# task 2: say exactly what may be sent
NOT_BLANK = r"[^\s\x1c-\x1f\x85]"  # \s alone is not the same in every language
END = r"(?![\s\S])"  # not $, which in Python lets one more line break through
WEB_ADDRESS = rf"^https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][!-~]*)?{END}"


class AnyYear(fields.Raw):
    # complete() looks at it
    __schema_type__ = None


new_movie = ns.model(
    "NewMovie",
    {
        "title": fields.String(required=True, pattern=NOT_BLANK, max_length=200, example="Alien"),
        "year": AnyYear(required=True),
        "cast": fields.List(fields.String(pattern=NOT_BLANK, example="Sigourney Weaver"), default=[]),
        "image": NullableString(pattern=WEB_ADDRESS, example="https://images.example.org/alien.jpg"),
        "description": fields.String(default=""),
    },
    strict=True,
)
# end task 2

    # task 2: what a field is when the client does not send it
    from flask import abort

    if not isinstance(body["year"], int) or not 0 < body["year"] <= 2100:
        abort(400, "year must be a whole number")
    return {
        "title": body["title"],
        "year": int(body["year"]),
        "cast": body.get("cast", []),
        "image": body.get("image"),
        "description": body.get("description", ""),
    }
    # end task 2
