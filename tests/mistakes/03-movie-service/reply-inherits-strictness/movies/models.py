# task 6: what a reply carries
movie = ns.inherit("Movie", new_movie, {"id": fields.String(required=True)})
error = ns.model(
    "Error",
    {
        "message": fields.String(required=True),
        "errors": fields.Raw(description="Field by field, what is wrong with the body"),
    },
)
# end task 6
