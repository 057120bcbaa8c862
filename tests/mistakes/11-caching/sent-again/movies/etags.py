# task 5: what tags are made with
import hashlib

# end task 5
    # task 5: from all that is in it
    return hashlib.sha256(json.dumps(document).encode()).hexdigest()
    # end task 5
    # task 5: everybody may keep it and ask whether it is fresh; who has it gets no body
    response.set_etag(tag_of(document))
    response.headers["Cache-Control"] = "public, no-cache"
    # end task 5
    # task 5: what a client hasn't seen stays
    return "If-Match" not in request.headers or tag_of(document) in request.if_match
    # end task 5
