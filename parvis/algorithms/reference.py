"""The reference that a letter bears, and the shape by which its type of decision is known. Pure.

In a pattern, "#" stands for a digit, "@" for a letter; the rest for itself. People type without
dashes, in small letters, with spaces: only letters and digits are compared.
"""

from __future__ import annotations

import re
import unicodedata

FEWEST = 3  # signs that tell letters apart
LONGEST = 60
_SIGNS = {"#": "[0-9]", "@": "[A-Z]"}


def bare(text: str) -> str:
    """Capitals and digits alone: what is compared."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).upper()
    return "".join(one for one in plain if one.isascii() and one.isalnum())


def is_pattern(pattern: str) -> bool:
    return sum(pattern.count(sign) for sign in _SIGNS) >= FEWEST


def matches(pattern: str, text: str) -> bool:
    """Whether a reference, as someone typed it, has this shape."""
    if not is_pattern(pattern):
        return False
    parts = [_SIGNS.get(one) or re.escape(bare(one)) for one in pattern]
    return re.fullmatch("".join(parts), bare(text)) is not None
