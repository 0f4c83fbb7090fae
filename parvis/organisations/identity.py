"""What an OpenID Connect provider says about someone, checked before it is believed.

OpenID Connect Core 1.0, sections 3.1.3.7 (ID token) and 5.3 (userinfo). ProConnect and
FranceConnect answer userinfo as a signed token (`application/jwt`); others as plain JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import jwt

# asymmetric signatures only: a shared secret could be forged by whoever reads the settings
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = 60  # seconds between two clocks


class Distrust(Exception):
    """What the provider sent is not believed; the message is for the log and names no person."""


def read_token(
    token: str, keys: Mapping[str, Any], issuer: str, audience: str, required: Iterable[str]
) -> dict[str, Any]:
    """The claims of a signed token whose signature, issuer, audience and dates hold.

    `keys` is the provider's JWKS; `required` names claims that must be there. Raises Distrust.
    """
    try:
        key = key_of(token, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[key.algorithm_name],
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY,
            options={"require": list(required), "verify_iss": True, "verify_aud": True},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise Distrust(f"token refused: {type(error).__name__}: {error}") from error
    return claims


def key_of(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The provider's key that a token names; its algorithm must be one we accept."""
    header = jwt.get_unverified_header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise Distrust(f"algorithm {algorithm!r} is not accepted")
    for entry in keys["keys"]:
        fits = kid is None or entry.get("kid") == kid
        if fits and entry.get("use", "sig") == "sig" and entry.get("alg", algorithm) == algorithm:
            return jwt.PyJWK(dict(entry), algorithm=algorithm)
    raise Distrust(f"the provider has no key {kid!r} for {algorithm}")


def read_userinfo(
    content_type: str,
    body: bytes,
    keys: Mapping[str, Any],
    issuer: str,
    audience: str,
) -> dict[str, Any]:
    """The claims of a userinfo answer, plain JSON or a signed token. Raises Distrust."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/jwt":
        return read_token(body.decode("ascii", "replace"), keys, issuer, audience, REQUIRED_INFO)
    if kind != "application/json":
        raise Distrust(f"userinfo came as {kind!r}")
    try:
        claims = json.loads(body)
    except ValueError as error:
        raise Distrust("userinfo is not JSON") from error
    if not isinstance(claims, dict) or not isinstance(claims.get("sub"), str):
        raise Distrust("userinfo has no subject")
    return claims


REQUIRED_INFO = ("iss", "aud", "sub")
REQUIRED_ID = ("iss", "aud", "sub", "exp", "iat")


def check_same_person(id_token: Mapping[str, Any], userinfo: Mapping[str, Any]) -> None:
    """The two must speak of one subject (section 5.3.2). Raises Distrust."""
    if id_token.get("sub") != userinfo.get("sub"):
        raise Distrust("userinfo is about another subject than the ID token")


def check_nonce(id_token: Mapping[str, Any], expected: str) -> None:
    if id_token.get("nonce") != expected:
        raise Distrust("the ID token answers another request (nonce)")


def verified_email(claims: Mapping[str, Any], domains: Iterable[str] = ()) -> str:
    """The address that the provider vouches for, in lower case; "" when it vouches for none.

    `domains`: those for which the provider is known to check addresses without saying so.
    """
    email = claims.get("email")
    if not isinstance(email, str) or email.count("@") != 1:
        return ""
    email = email.strip().lower()
    known = {domain.lower() for domain in domains}
    vouched = claims.get("email_verified") is True or email.rpartition("@")[2] in known
    return email if vouched else ""


def account_key(issuer: str, subject: str) -> str:
    """What we keep of an identity: a digest, so that another issuer's subject never collides."""
    return hashlib.sha256(f"{issuer}\0{subject}".encode()).hexdigest()
