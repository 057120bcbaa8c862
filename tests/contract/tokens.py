"""Access tokens as checks make them: good ones, and every kind of bad one.

A token is put together here by hand, since libraries refuse to make what an attacker would send.
"""

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

ISSUER, AUDIENCE = "https://users.library.example", "library"
SECONDS = 600
ES256 = ECAlgorithm(ECAlgorithm.SHA256)


class Signer:
    """Who can sign tokens: a private key (P-256, fresh unless `pem` has one) and the `kid` by which it is known."""

    def __init__(self, kid=None, pem=None):
        self.kid = kid or secrets.token_hex(8)
        if pem is None:
            self.key = ec.generate_private_key(ec.SECP256R1())
        else:
            self.key = serialization.load_pem_private_key(pem.encode(), password=None)

    @property
    def jwk(self):
        """The public key as a key set has it (RFC 7517)."""
        known = {"kid": self.kid, "alg": "ES256", "use": "sig"}
        return ES256.to_jwk(self.key.public_key(), as_dict=True) | known

    @property
    def public_pem(self):
        """The public key as text."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()

    @property
    def private_pem(self):
        """The private key as text, as JWT_PRIVATE_KEY_FILE has it."""
        form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, form, secret).decode()

    def token(self, sub, *, alg="ES256", headers=None, **claims):
        """An access token for the user with this id, good for ten minutes.

        The claims and `headers` (of the token, RFC 7515) are laid over the good ones; one that is None is left out.
        `alg` "none" leaves it unsigned, and "HS256" signs with the public key as if it were a shared secret.
        """
        now = int(time.time())
        header = {"alg": alg, "typ": "at+jwt", "kid": self.kid} | (headers or {})
        good = {"iss": ISSUER, "aud": AUDIENCE, "sub": sub, "iat": now, "exp": now + SECONDS}
        content = f"{_part(header)}.{_part(good | {'jti': secrets.token_hex(8)} | claims)}"
        return f"{content}.{_base64(self._signature(alg, content.encode()))}"

    def _signature(self, alg, content):
        match alg:
            case "ES256":
                return ES256.sign(content, self.key)
            case "HS256":
                return hmac.new(self.public_pem.encode(), content, hashlib.sha256).digest()
            case "none":
                return b""
        raise ValueError(f"no way is known to sign with {alg}")


def bearer(token):
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def _part(members):
    present = {name: value for name, value in members.items() if value is not None}
    return _base64(json.dumps(present, separators=(",", ":")).encode())


def _base64(content):
    return urlsafe_b64encode(content).rstrip(b"=").decode()
