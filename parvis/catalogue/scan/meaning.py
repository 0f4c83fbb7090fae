"""What a column may mean, from the words of its name and the shapes of its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parvis.catalogue.scan.lexicon import FOLDER, Word, words_of
from parvis.catalogue.scan.model import Column
from parvis.catalogue.tables import read_table

# Shapes that say the meaning whatever the name, in order; those with a key only when it was
# verified on most values.
TELLING = (
    ("nir", "national_number"),
    ("iban", "bank_account"),
    ("siret", "siret"),
    ("email", "email"),
    ("phone", "phone"),
    ("ip_address", "ip_address"),
)
MOST = 0.6
IDENTIFIERS = frozenset({"id", "code"})
TEXTS = frozenset({"text", "other"})
NUMBERS = frozenset({"integer", "decimal", "text", "other"})
DATES = frozenset({"date", "moment", "text", "integer", "other"})
PLACES = frozenset({"geometry", "text", "json", "other", "binary"})

# Kinds of column that can carry a meaning; any can where nothing is said.
KINDS = {
    **dict.fromkeys(("last_name", "first_name", "full_name", "email", "civility"), TEXTS),
    **dict.fromkeys(("birth_date", "death_date"), DATES),
    **dict.fromkeys(("latitude", "longitude", "easting", "northing"), NUMBERS),
    "date": frozenset({"date", "moment"}),
    "geometry": PLACES,
    "free_text": TEXTS,
    "age": frozenset({"integer", "decimal", "text"}),
    "address": TEXTS,
    "street": TEXTS,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """`category`: of personal data, "" when it is none. `about`: "always" personal, "never", or as
    its "owner", the person or thing that the column describes. `patterns`: sets of words."""

    code: str
    fr: str
    en: str
    category: str
    about: str
    patterns: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One column read: its meaning, by which words or which shape, and the words left over."""

    meaning: Meaning | None = None
    by_words: frozenset[str] = frozenset()
    shape: str = ""
    share: float = 0.0
    checked: bool = False
    rest: tuple[Word, ...] = ()


@cache
def meanings() -> dict[str, Meaning]:
    return {
        row["code"]: Meaning(
            row["code"], row["fr"], row["en"], row["category"], row["about"],
            tuple(frozenset(pattern.split()) for pattern in row["patterns"].split("|")),
        )
        for row in read_table("meanings", FOLDER).rows
    }  # fmt: skip


@lru_cache(8192)
def by_name(name: str, kind: str, ignored: frozenset[str] = frozenset()) -> Reading:
    """The meaning most of whose words are in the name; `ignored` words stand in every column."""
    words = tuple(word for word in words_of(name) if word.code not in ignored) or words_of(name)
    codes = {word.code for word in words}
    best: tuple[int, Meaning, frozenset[str]] | None = None
    for meaning in meanings().values():
        if kind not in KINDS.get(meaning.code, {kind}):
            continue
        for pattern in meaning.patterns:
            if pattern <= codes and (best is None or len(pattern) > best[0]):
                best = (len(pattern), meaning, pattern)
    if best is None or _is_count(words, best[2]):
        return Reading(rest=words)
    _size, meaning, pattern = best
    return Reading(meaning, pattern, rest=tuple(w for w in words if w.code not in pattern))


def _is_count(words: Sequence[Word], pattern: frozenset[str]) -> bool:
    """ "nb_agents" counts people and describes none; "nb_enfants" says a family's size."""
    return any(word.role == "count" and word.code not in pattern for word in words)


def read(column: Column, ignored: frozenset[str] = frozenset()) -> Reading:
    """By the shape of its values when it tells, else by its name."""
    named = by_name(column.name, column.kind, ignored)
    profile = column.profile
    for code, meaning in TELLING if profile else ():
        assert profile is not None
        shape = next((s for s in profile.shapes if s.code == code), None)
        if shape and shape.share >= MOST and (shape.checked or code == "email"):
            found = meanings()[meaning]
            words = named.by_words if named.meaning is found else frozenset()
            return Reading(found, words, code, shape.share, shape.checked, named.rest)
    return named
