# task 2: say exactly what may be sent
NOT_BLANK = r"[^\s\x1c-\x1f\x85]"  # \s alone is not the same in every language
END = r"(?![\s\S])"  # not $, which in Python lets one more line break through
WEB_ADDRESS = rf"^https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][!-~]*)?{END}"

new_movie = ns.model(
    "NewMovie",
    {
        "title": fields.String(required=True, pattern=NOT_BLANK, max_length=200, example="Alien"),
        "year": fields.Integer(required=True, min=1888, max=2100, example=1979),
        "cast": fields.List(fields.String(pattern=NOT_BLANK, example="Sigourney Weaver"), default=[]),
        "image": NullableString(example="https://images.example.org/alien.jpg"),
        "description": fields.String(default=""),
    },
    strict=True,
)
# end task 2

    # task 2: what a field is when the client does not send it
    from urllib.parse import urlsplit

    from flask import abort

    if body.get("image") is not None:
        address = urlsplit(body["image"])
        if address.scheme not in ("http", "https") or not address.netloc:
            abort(400, "image must be a URL")
    return {
        "title": body["title"],
        "year": int(body["year"]),
        "cast": body.get("cast", []),
        "image": body.get("image"),
        "description": body.get("description", ""),
    }
    # end task 2
