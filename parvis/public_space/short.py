"""The short name of a device, printed on its sign: `/q/<short>`."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 o, 1 i l: a person copies it from a pole
LENGTH = 7
SHAPE = re.compile(rf"[{ALPHABET}]{{6,8}}\Z")


def new_short() -> str:
    """A name that nobody can guess from another: 31**7, or 27 thousand million of them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(text: str) -> str:
    """The name as it is kept, whatever the case it was typed or scanned in; "" for none."""
    small = text.lower()
    return small if SHAPE.match(small) else ""
