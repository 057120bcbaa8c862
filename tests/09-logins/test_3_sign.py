"""Task 3: an access token says who somebody is, for whom, and until when, and only we can have said it."""

from cryptography.hazmat.primitives.asymmetric import ec
from dirty_equals import Contains, IsNumeric, IsOneOf, IsStr

from tests.contract.logins import TOKENS, log_in, read, register, signed_by
from tests.contract.tokens import AUDIENCE, ISSUER, SECONDS, Signer
from workshop.harness import task
from workshop.harness.expected import difference
from workshop.harness.reply import Unmet
from workshop.harness.service import NotStarted

TEXT = IsStr(min_length=1)
HEADER = {"alg": "ES256", "typ": IsStr(regex="(?i)(application/)?at[+]jwt"), "kid": TEXT}
WORDS = {"typ": "at+jwt", "aud": AUDIENCE, "iat": "a number of seconds", "exp": "a number of seconds"}
WHY = {
    "alg": "signed with a private key; whoever verifies needs the public one, and can make no tokens with it",
    "typ": "it says that this is an access token, and nothing else that is signed with the same key (RFC 9068)",
    "kid": "it names the key, so that keys can change",
    "iss": "JWT_ISSUER says who vouches for it, and others check that",
    "aud": "JWT_AUDIENCE says for whom it is meant, so that a token for somebody else's service opens nothing here",
    "sub": "whose token it is: the user's id, which is text",
    "iat": "when it was made, in seconds since 1970",
    "exp": "a token without an end is good for ever, in whoever's hands",
    "jti": "its own number, by which it can be told from others",
}


@task(3)
def test_what_an_access_token_says(users, some):
    """An access token has alg ES256, typ at+jwt and a kid, and says iss, aud, sub, iat, exp and jti; it lives 600 s."""
    person = register(users, some)
    claims = {
        "iss": ISSUER,
        "aud": IsOneOf(AUDIENCE, [AUDIENCE]),
        "sub": person["id"],
        "iat": IsNumeric(),
        "exp": IsNumeric(),
        "jti": TEXT,
    }
    numbers = set()
    for _ in range(2):
        reply = log_in(users, person).expect(200, json=TOKENS | {"expires_in": SECONDS})
        header, said = read(reply)
        for wanted, got in ((HEADER, header), (claims, said)):
            for name, value in wanted.items():
                if found := difference({name: value}, got):
                    words = WORDS.get(name, found.expected)
                    reply.unmet(f"{name}: {words} in the access token", WHY[name], f"{name}: {found.got}")
        if abs(said["exp"] - said["iat"] - SECONDS) > 1:
            reply.unmet(f"exp - iat = {SECONDS}", "expires_in has said so", f"{said['exp']} - {said['iat']}")
        numbers.add(said["jti"])
    if len(numbers) < 2:
        reply.unmet("a jti of its own for each token", WHY["jti"], f"twice {numbers}")


@task(3)
def test_signed_with_the_key_in_the_file(users, key_file, some):
    """It is signed with the key in JWT_PRIVATE_KEY_FILE, by JWT_ISSUER, for JWT_AUDIENCE and for ACCESS_TTL seconds."""
    signer, seconds = Signer(), some.integer(61, 599)
    own = {"JWT_ISSUER": f"https://{some.word()}.example", "JWT_AUDIENCE": some.word(), "ACCESS_TTL": str(seconds)}
    users.start(env={"JWT_PRIVATE_KEY_FILE": key_file(signer)} | own)
    reply = log_in(users, register(users, some)).expect(200, json=TOKENS | {"expires_in": seconds})
    _, said = read(reply)
    if not signed_by(reply.json["access_token"], signer):
        because = "who knows the secret can make tokens: it must be this service's own, and not in its code"
        reply.unmet(
            "a signature by the private key in JWT_PRIVATE_KEY_FILE", because, "it is signed with something else"
        )
    times = [said.get("exp"), said.get("iat")]
    if not all(isinstance(each, int | float) for each in times) or abs(times[0] - times[1] - seconds) > 1:
        reply.unmet(f"exp - iat = {seconds}, as ACCESS_TTL says", got=f"{times[0]} - {times[1]}")
    for name, wanted, variable in (
        ("iss", own["JWT_ISSUER"], "JWT_ISSUER"),
        ("aud", IsOneOf(own["JWT_AUDIENCE"], Contains(own["JWT_AUDIENCE"])), "JWT_AUDIENCE"),
    ):
        if found := difference({name: wanted}, said):
            because = "what is written into the code is the same where you test and where it counts"
            reply.unmet(f"{name}: {own[variable]}, as {variable} says", because, f"{name}: {found.got}")


@task(3)
def test_no_key_no_service(users, key_file, some):
    """Without P-256 keys in JWT_PRIVATE_KEY_FILE, JWT_ISSUER or JWT_AUDIENCE the service doesn't start, and says so."""
    users.start(env={"JWT_PRIVATE_KEY_FILE": key_file(Signer())}).get("/health").expect(200)
    other_curve = Signer()
    other_curve.key = ec.generate_private_key(ec.SECP384R1())
    refused(users, "JWT_PRIVATE_KEY_FILE", None)
    refused(users, "JWT_PRIVATE_KEY_FILE", str(users.folder / some.word()))
    half = Signer().private_pem[:100]
    for content in ([some.word()], [Signer().public_pem], [other_curve], [Signer(), half]):
        refused(users, "JWT_PRIVATE_KEY_FILE", key_file(*content))
    refused(users, "JWT_ISSUER", None)
    refused(users, "JWT_AUDIENCE", "")


def refused(users, name, value):
    """Require that the service doesn't start with this in its environment, and says what is wrong."""
    because = "a default that is in the code is known to all who can read the code: they make tokens for anybody"
    try:
        users.start(env={name: value})
    except NotStarted as refusal:
        if name not in f"{refusal.got} {users.log()}":
            raise Unmet(f"a message that names {name}", refusal.got, "whoever starts the service must set it") from None
    else:
        said = "without it" if value is None else f"with {value!r}"
        raise Unmet(f"a service that doesn't start when {name} is not right", f"it started {said}", because)
