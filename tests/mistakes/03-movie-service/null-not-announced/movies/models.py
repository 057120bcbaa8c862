# task 6: what a reply carries
movie = ns.model(
    "Movie",
    {
        "id": fields.String(required=True),
        "title": fields.String(required=True),
        "year": fields.Integer(required=True),
        "cast": fields.List(fields.String, required=True),
        "image": fields.String(required=True),
        "description": fields.String(required=True),
    },
)
error = ns.model(
    "Error",
    {
        "message": fields.String(required=True),
        "errors": fields.Raw(description="Field by field, what is wrong with the body"),
    },
)
# end task 6
