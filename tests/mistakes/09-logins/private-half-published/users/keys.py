        # task 5: all the keys that are in the file
        keys = [load_pem_private_key(found[0], password=None) for found in ONE_KEY.finditer(content)]
        # end task 5
    # task 5: the public half of every key
    return {"keys": [ECAlgorithm.to_jwk(key.private, as_dict=True) | {"kid": key.kid, "alg": "ES256", "use": "sig"} for key in known()]}
    # end task 5
