"""The tokens that checks make: good ones are good to a library that verifies them, and bad ones are bad."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from tests.contract.tokens import AUDIENCE, ISSUER, SECONDS, Signer, bearer


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


def verified(token: str, signer: Signer) -> dict[str, Any]:
    """The claims of a token, as a careful service reads them with the published key."""
    key = jwt.PyJWK(signer.jwk).key
    required = ["exp", "sub", "iat", "jti", "iss", "aud"]
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["ES256"], audience=AUDIENCE, issuer=ISSUER, options={"require": required}
    )
    return claims


def test_a_good_token(signer: Signer) -> None:
    token = signer.token("7")
    claims = verified(token, signer)
    assert claims["sub"] == "7"
    assert claims["exp"] - claims["iat"] == SECONDS
    assert verified(signer.token("7"), signer)["jti"] != claims["jti"]
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "typ": "at+jwt", "kid": signer.kid}
    assert bearer(token) == {"Authorization": f"Bearer {token}"}


def test_only_the_public_part_is_public(signer: Signer) -> None:
    assert signer.jwk.keys() == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert "PRIVATE" not in signer.public_pem
    same = Signer(kid=signer.kid, pem=signer.private_pem)
    assert (same.jwk, same.public_pem) == (signer.jwk, signer.public_pem)
    assert verified(same.token("7"), signer)["sub"] == "7"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"exp": int(time.time()) - 60}, jwt.ExpiredSignatureError),
        ({"exp": None}, jwt.MissingRequiredClaimError),
        ({"aud": "another"}, jwt.InvalidAudienceError),
        ({"iss": "https://elsewhere.example"}, jwt.InvalidIssuerError),
        ({"sub": None}, jwt.MissingRequiredClaimError),
        ({"sub": 7}, jwt.exceptions.InvalidSubjectError),
        ({"alg": "none"}, jwt.InvalidAlgorithmError),
        ({"alg": "HS256"}, jwt.InvalidAlgorithmError),
        ({"headers": {"alg": None}}, jwt.InvalidTokenError),
    ],
)
def test_a_bad_token(signer: Signer, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        verified(signer.token(**{"sub": "7"} | changes), signer)


def test_another_key_under_the_same_name(signer: Signer) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        verified(Signer(kid=signer.kid).token("7"), signer)


def test_the_attack_with_the_public_key_is_a_real_one(signer: Signer) -> None:
    header, payload, signature = signer.token("7", alg="HS256").split(".")
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    expected = algorithm.sign(f"{header}.{payload}".encode(), signer.public_pem.encode())
    assert jwt.utils.base64url_decode(signature) == expected


def test_headers_can_be_changed_and_taken_away(signer: Signer) -> None:
    token = signer.token("7", headers={"kid": None, "typ": "JWT", "jku": "https://evil.example"})
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "typ": "JWT", "jku": "https://evil.example"}
