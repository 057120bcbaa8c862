"""Task 5: everybody can verify our tokens, and keys change without anybody noticing."""

from cryptography.hazmat.primitives import serialization
from dirty_equals import IsList, IsStr

from tests.contract.logins import log_in, me, read, register
from tests.contract.tokens import Signer
from workshop.harness import harder, task

KEY = {"kty": "EC", "crv": "P-256", "x": IsStr, "y": IsStr, "kid": IsStr(min_length=1), "alg": "ES256", "use": "sig"}


def key_set(users, number):
    """The keys that the service publishes, each by its x; requires so many, and no private half."""
    because = "an object with an array of keys (RFC 7517): a client looks there for the key that a token's kid names"
    reply = users.get("/.well-known/jwks.json").expect(200, json={"keys": IsList(length=...)}, because=because)
    keys = reply.json["keys"]
    if any(not isinstance(key, dict) or "d" in key for key in keys):
        reply.unmet("public keys only", "d is the private half: who has it signs in as anybody", "a key with d in it")
    if len(keys) != number:
        because = "whoever verifies must find the key of every token that is out"
        reply.unmet("one key" if number == 1 else f"{number} keys, all that are in the file", because, f"{len(keys)}")
    reply.expect(json={"keys": [KEY] * number}, because="this is how a P-256 key is written (RFC 7517, 7518)")
    return {key["x"]: key["kid"] for key in keys}


@task(5)
def test_the_key_set(users, key_file, some):
    """GET /.well-known/jwks.json has the public key, under the kid of the tokens, and nothing of the private one."""
    signer = Signer()
    users.start(env={"JWT_PRIVATE_KEY_FILE": key_file(signer)})
    kids = key_set(users, 1)
    reply = log_in(users, register(users, some)).expect(200)
    if kids != {signer.jwk["x"]: read(reply)[0].get("kid")}:
        because = "whoever has the token looks for the key by its kid"
        got = f"the token says {read(reply)[0].get('kid')}, the keys are {kids}"
        reply.unmet("the key in JWT_PRIVATE_KEY_FILE, under the kid of the token", because, got)


@task(5)
def test_a_new_key(users, key_file, some):
    """Of several keys the first signs, and all are published and accepted; a key that is gone counts no more."""
    old, new = Signer(), Signer()
    users.start(env={"JWT_PRIVATE_KEY_FILE": key_file(old)})
    person = register(users, some)
    before = log_in(users, person).expect(200).json["access_token"]
    me(users, before).expect(200)

    key_file(new, old)
    users.restart()
    kids = key_set(users, 2)
    because = "both keys are in the file, whatever else has changed: tokens of the old one are out for ten minutes more"
    if kids.keys() != {new.jwk["x"], old.jwk["x"]}:
        users.get("/.well-known/jwks.json").unmet("the public halves of both keys", because)
    me(users, before).expect(200, because=because)
    reply = log_in(users, person).expect(200)
    if read(reply)[0].get("kid") != kids[new.jwk["x"]]:
        because = (
            "that is how a new key takes over: it is put in front, and the old one stays until its tokens have ended"
        )
        got = f"its kid is {read(reply)[0].get('kid')}, and that of the first key {kids[new.jwk['x']]}"
        reply.unmet("a token that is signed with the first key of the file", because, got)
    after = reply.json["access_token"]
    me(users, after).expect(200, because="the first key signs now")

    key_file(new)
    users.restart()
    me(users, after).expect(200, because="its key is in the file")
    because = "its key was taken out of the file: that is how a stolen key is made worthless"
    me(users, before).expect(401, because=because)


@harder(5)
def test_keys_as_openssl_writes_them(users, key_file):
    """Keys are read in the older form, too, and with words between them."""
    first, second = Signer(), Signer()
    older = serialization.PrivateFormat.TraditionalOpenSSL
    pem = second.key.private_bytes(serialization.Encoding.PEM, older, serialization.NoEncryption()).decode()
    curve = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
    path = key_file("the new one\n", first, "the old one\n", curve, pem)
    users.start(env={"JWT_PRIVATE_KEY_FILE": path})
    because = "openssl ecparam -genkey writes -----BEGIN EC PRIVATE KEY-----, and the curve before it"
    if key_set(users, 2).keys() != {first.jwk["x"], second.jwk["x"]}:
        users.get("/.well-known/jwks.json").unmet("the public halves of both keys", because)
