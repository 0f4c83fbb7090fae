"""Which columns seem to be about people: a suspicion with its reasons, for a person to confirm.

The same word means one thing of a child and another of a street: `nom` in a table of families is a
surname, in a table of parks a label. So a column is read with its table around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from parvis.catalogue.scan.lexicon import Word, words_of
from parvis.catalogue.scan.meaning import IDENTIFIERS, TEXTS, Meaning, Reading, meanings, read
from parvis.catalogue.scan.model import Column, Note, Table
from parvis.records.problems import gettext_noop

Owner = Literal["person", "thing", "unknown"]
Certainty = Literal["strong", "likely", "possible"]
EVERYWHERE = 0.6  # share of the columns that begin with a word for it to be the table's own mark

# Categories of the CNIL's register, in its order.
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "identity": gettext_noop("identité"),
        "contact": gettext_noop("coordonnées"),
        "number": gettext_noop("numéro national (NIR et semblables)"),
        "personal_life": gettext_noop("vie personnelle"),
        "working_life": gettext_noop("vie professionnelle"),
        "economic": gettext_noop("situation économique"),
        "connection": gettext_noop("connexion"),
        "location": gettext_noop("localisation"),
        "sensitive": gettext_noop("données sensibles"),
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "name": gettext_noop("Le nom « %(name)s » se lit « %(meaning)s »."),
        "shape": gettext_noop(
            "%(percent)s %% des valeurs lues ont la forme attendue : %(meaning)s."
        ),
        "checked": gettext_noop(
            "%(percent)s %% des valeurs lues passent le contrôle de clé ou de forme : %(meaning)s."
        ),
        "person_table": gettext_noop("La table « %(table)s » semble décrire des personnes."),
        "person_word": gettext_noop("Le nom de la colonne parle d’une personne (%(word)s)."),
        "unknown_owner": gettext_noop(
            "Rien ne dit si la table « %(table)s » décrit des personnes : à vérifier."
        ),
        "text": gettext_noop("Un texte libre peut nommer n’importe qui."),
    }
)

# What the same words mean when they are said of a thing.
THINGS_HAVE = {"last_name": "label", "birth_date": "date", "birth_place": ""}
# Worth a look even when nothing says whom the table is about.
DOUBTFUL = frozenset(
    {
        "last_name", "email", "phone", "address", "ip_address", "vehicle", "picture", "free_text",
        "person_number", "age", "sex",
    }
)  # fmt: skip
KEYS = frozenset({"integer", "text", "uuid", "decimal"})


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column seems to mean, and whether it seems personal. Never a decision.

    `meaning` is a code of `meanings()`, "" when nothing is recognised; `category` of CATEGORIES,
    `certainty` and `reasons` are filled when `personal`.
    """

    column: str
    meaning: str = ""
    personal: bool = False
    category: str = ""
    certainty: str = ""  # Certainty
    reasons: tuple[Note, ...] = ()


def sentence(reason: Note, gettext: Callable[[str], str] = gettext_noop) -> str:
    return gettext(REASONS[reason.code]) % reason.params


def guesses(table: Table) -> tuple[Guess, ...]:
    """One guess a column, each read with the others."""
    ignored = own_mark(table)
    readings = [read(column, ignored) for column in table.columns]
    owner = owner_of(table, readings)
    return tuple(
        guess(table, column, reading, owner)
        for column, reading in zip(table.columns, readings, strict=True)
    )


def own_mark(table: Table) -> frozenset[str]:
    """The word that most columns begin with (usr_nom, usr_tel …): it tells nothing of any."""
    firsts = Counter(words[0].code for column in table.columns if (words := words_of(column.name)))
    word, count = firsts.most_common(1)[0] if firsts else ("", 0)
    much = count >= max(3, EVERYWHERE * len(table.columns))
    return frozenset({word}) if much else frozenset()


def owner_of(table: Table, readings: Sequence[Reading]) -> Owner:
    """Who or what a row is about: by the table's name, else by what its columns hold together."""
    roles = [word.role for word in words_of(table.name) if word.role in {"person", "thing"}]
    meant = {reading.meaning for reading in readings if reading.meaning}
    codes = {meaning.code for meaning in meant}
    alone = {meaning.code for meaning in meant if meaning.about == "always"}
    if roles[:1] == ["person"] or ("first_name" in codes and len(alone) > 1):
        return "person"
    if roles:
        return "thing"
    return "person" if "secret" in codes else "unknown"


def guess(table: Table, column: Column, reading: Reading, owner: Owner) -> Guess:
    word = _told_about(reading)
    reading = reading if reading.meaning else _by_what_is_left(table, column, reading, owner)
    meaning = reading.meaning
    if meaning is None:
        return Guess(column.name)
    about = word.role if word else owner
    if meaning.about == "never":
        return Guess(column.name, meaning.code)
    if about == "thing" and not _stands_alone(meaning, word):
        return Guess(column.name, THINGS_HAVE.get(meaning.code, meaning.code))
    if meaning.about == "owner" and about == "unknown" and meaning.code not in DOUBTFUL:
        return Guess(column.name, meaning.code)
    return _suspected(table, column, reading, about, word)


def _told_about(reading: Reading) -> Word | None:
    """The person, else the thing, that the rest of the column's name speaks of."""
    people = [word for word in reading.rest if word.role == "person"]
    things = [word for word in reading.rest if word.role == "thing"]
    return next(iter((*people, *things)), None)


def _stands_alone(meaning: Meaning, word: Word | None) -> bool:
    """Personal even in a table of things: a first name, but not the "birth" of a tree."""
    return meaning.about == "always" and word is None and meaning.code not in THINGS_HAVE


def _by_what_is_left(table: Table, column: Column, reading: Reading, owner: Owner) -> Reading:
    """`id_enfant` stands for a person, and so does the key of their table; `responsable` names
    one."""
    codes = {word.code for word in reading.rest}
    people = {word.code for word in reading.rest if word.role == "person"}
    points = bool(codes & IDENTIFIERS) and codes <= IDENTIFIERS | people
    if (
        points
        and column.kind in KEYS
        and (people or (owner == "person" and _is_key(table, column)))
    ):
        return replace(reading, meaning=meanings()["person_number"])
    if people and column.kind in TEXTS and reading.rest[0].role == "person":
        return replace(reading, meaning=meanings()["full_name"])
    return reading


def _is_key(table: Table, column: Column) -> bool:
    return table.primary_key == (column.name,) or words_of(column.name)[0].code == "id"


def _suspected(
    table: Table, column: Column, reading: Reading, about: str, word: Word | None
) -> Guess:
    meaning = reading.meaning
    assert meaning is not None
    reasons = [_said_by(column, reading, meaning)]
    if word is not None and word.role == "person":
        reasons.append(Note("person_word", {"word": word.fr}))
    elif about == "person":
        reasons.append(Note("person_table", {"table": table.name}))
    elif meaning.about == "owner":
        reasons.append(Note("unknown_owner", {"table": table.name}))
    if meaning.code == "free_text":
        reasons.append(Note("text"))
    return Guess(
        column=column.name,
        meaning=meaning.code,
        personal=True,
        category=meaning.category,
        certainty=_certainty(reading, meaning, about),
        reasons=tuple(reasons),
    )


def _said_by(column: Column, reading: Reading, meaning: Meaning) -> Note:
    if not reading.shape:
        return Note("name", {"name": column.name, "meaning": meaning.fr})
    code = "checked" if reading.checked else "shape"
    return Note(code, {"percent": f"{100 * reading.share:.0f}", "meaning": meaning.fr})


def _certainty(reading: Reading, meaning: Meaning, about: str) -> str:
    if meaning.about == "owner" and about == "unknown":
        return "possible"
    if meaning.code == "free_text":
        return "possible"
    proved = reading.checked or (meaning.about == "always" and about == "person")
    return "strong" if proved else "likely"
