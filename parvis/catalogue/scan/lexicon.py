"""Names of columns and tables as words: `dt_naiss`, `dateNaissance`, `DATENAISSANCE` say the same.

The words are `words/words.tsv`: how each is written in French, whether it names people or things,
and how developers shorten it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from parvis.catalogue.tables import read_table

FOLDER = Path(__file__).parent / "words"
SHORTEST = 3  # letters of a word looked for inside a longer one
LONGEST = 128  # letters of a name that are looked at
Role = Literal["person", "thing", "word", "count"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TOKEN = re.compile(r"[^\W\d_]+")
_PREFIXES = {"t", "tb", "tbl", "table", "v", "vw", "view", "dbo", "tab", "ods", "app", "gc"}


@dataclass(frozen=True, slots=True)
class Word:
    """`fr` is how people write it; `role` whether it says who or what a name is about."""

    code: str
    fr: str
    role: str = "word"  # Role


@cache
def _words() -> dict[str, Word]:
    """Every way of writing each word; a plural in s or x is one more."""
    known: dict[str, Word] = {}
    for row in read_table("words", FOLDER).rows:
        word = Word(row["word"], row["fr"], row["role"])
        for alias in (row["word"], *row["aliases"].split("|")):
            if alias:
                known[alias] = word
    return known


def plain(text: str) -> str:
    """Without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def tokens(name: str) -> list[str]:
    """
    >>> tokens("dtNaiss_Enf1"), tokens("NUM_SECU")
    (['dt', 'naiss', 'enf'], ['num', 'secu'])
    """
    parts = _CAMEL.sub("_", plain(name[:LONGEST]))
    return [part.lower() for part in _TOKEN.findall(parts)]


def known(token: str) -> Word | None:
    words = _words()
    if token in words:
        return words[token]
    singular = token[:-1] if token[-1:] in {"s", "x"} and len(token) > SHORTEST else token
    return words.get(singular)


@lru_cache(8192)
def words_of(name: str) -> tuple[Word, ...]:
    """The words of a name in order; what is not known is kept as it is written.

    >>> [word.code for word in words_of("usr_dt_naiss")]
    ['usager', 'date', 'naissance']
    """
    found: list[Word] = []
    left = tokens(name)
    while left:
        pair = known("_".join(left[:2])) if len(left) > 1 else None
        if pair:
            found.append(pair)
            left = left[2:]
            continue
        token, *left = left
        found += _split(token)
    return tuple(found)


def _split(token: str) -> list[Word]:
    """The word, or the known words that it is made of: "codepostal", "nomrue"."""
    word = known(token)
    if word:
        return [word]
    inside = _segmented(token)
    return inside or [Word(token, token)]


def _segmented(token: str) -> list[Word]:
    """The longest first word whose rest is made of words too; [] when there is none."""
    for end in range(len(token) - SHORTEST, SHORTEST - 1, -1):
        first = _words().get(token[:end])
        if first:
            rest = token[end:]
            whole = known(rest)
            following = [whole] if whole else _segmented(rest)
            if following:
                return [first, *following]
    return []


def title(name: str) -> str:
    """A name in words that people read.

    >>> title("t_presences_creche"), title("DT_NAISS"), title("zzz_42")
    ('Présences crèche', 'Date naissance', 'Zzz 42')
    """
    parts = re.findall(r"[^\W\d_]+|\d+", _CAMEL.sub("_", name[:LONGEST]))
    if len(parts) > 1 and parts[0].lower() in _PREFIXES:
        parts = parts[1:]
    text = " ".join(_written(part) for part in parts)
    return text[:1].upper() + text[1:] if text else name


def _written(part: str) -> str:
    word = known(plain(part).lower())
    if word is None:
        return part.lower()
    plural = part[-1:].lower() == "s" and plain(word.fr).lower() == plain(part[:-1]).lower()
    return f"{word.fr}s" if plural else word.fr
