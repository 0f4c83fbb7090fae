"""Text as it is searched: one folding, here, in SQL and in columns stored beside the rows."""

from __future__ import annotations

import re
import unicodedata

# The letter that an apostrophe cuts off carries no meaning: l’avenue, d’eau, qu’il.
ELIDED = "(?:qu|jusqu|lorsqu|puisqu|quoiqu|[ldjmtsnc])"
LIGATURES = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"))
APOSTROPHES = "['’ʼ]"
_ELISION = re.compile(rf"(^|[\W_]){ELIDED}{APOSTROPHES}")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Words in lower case without accents or elisions, one space before, between and after."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.lower())
        if not unicodedata.category(letter).startswith("M")
    )
    plain = unicodedata.normalize("NFC", plain)
    for ligature, letters in LIGATURES:
        plain = plain.replace(ligature, letters)
    plain = _BETWEEN_WORDS.sub(" ", _ELISION.sub(r"\1 ", plain)).strip()
    return f" {plain} " if plain else " "


def tokens(text: str) -> list[str]:
    """The words to look for; a star kept at the end of one asks for words that begin so."""
    found = []
    for piece in text.split():
        words = fold(piece).split()
        if words and piece.endswith("*"):
            words[-1] += "*"
        found += words
    return found
