        # task 5: all the keys that are in the file
        keys = [load_pem_private_key(found[0], password=None) for found in ONE_KEY.finditer(content)]
        # end task 5
    # task 5: the public half of every key
    return {"keys": [coordinates(key.public) | {"kid": key.kid, "alg": "ES256", "use": "sig"} for key in known()[:1]]}
    # end task 5
