"""The reference that a decision's letter bears: "CANTINE-7K2MQ-X94TB-H". Pure.

Ten letters and digits that nobody can guess, made from the service's own file number under a
secret key: the same file always has the same reference, and nothing is kept to find it again. A
last one tells a slip of the pen: any one character that is wrong, any two that changed places.
"""

from __future__ import annotations

import hashlib
import hmac
import re

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, 1 I L: a person copies it from a letter
LENGTH = 10  # 31**10: eight hundred million millions
PREFIX = re.compile(r"[A-Z]{2,12}\Z")
LONGEST = 60


def make(prefix: str, file: str, key: bytes) -> str:
    """The reference of a file of the service that decides."""
    made = hmac.new(key, f"{prefix}\0{file}".encode(), hashlib.sha256).digest()
    number, code = int.from_bytes(made[:16], "big"), ""
    for _n in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        code += ALPHABET[rest]
    return written(prefix, code)


def written(prefix: str, code: str) -> str:
    return f"{prefix}-{code[:5]}-{code[5:]}-{check_character(code)}"


def check_character(code: str) -> str:
    """The alphabet's size is a prime and each place weighs otherwise: one slip is always seen."""
    total = sum((place + 1) * ALPHABET.index(mark) for place, mark in enumerate(code))
    return ALPHABET[total % len(ALPHABET)]


def read(text: str) -> str:
    """A reference as it is written, from what someone typed in any case, with any spaces and
    dashes; "" for what cannot be one."""
    if len(text) > LONGEST:
        return ""
    bare = re.sub(r"[\s\-–—‑_.]+", "", text).upper()
    prefix, code, check = bare[: -LENGTH - 1], bare[-LENGTH - 1 : -1], bare[-1:]
    if not PREFIX.match(prefix) or not set(code) <= set(ALPHABET):
        return ""
    return written(prefix, code) if check_character(code) == check else ""
