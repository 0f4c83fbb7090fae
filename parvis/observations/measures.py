"""One observation as it is written and read: plain values, in the order of the table's columns."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NamedTuple

from parvis.records.problems import Problem, gettext_noop

LONGEST = 256_000  # characters of a text that is kept


class MeasureProblem(Problem):
    """An observation that is not taken; of its batch, none is."""

    sentences = {
        "datastream": gettext_noop("Aucune série de mesures ne porte le numéro %(value)s."),
        "feature": gettext_noop("Aucun objet observé ne porte le numéro %(value)s."),
        "nowhere": gettext_noop(
            "L’objet de la série de mesures %(value)s n’a pas de lieu : donnez-lui en un, ou "
            "nommez ce que la mesure observe (FeatureOfInterest)."
        ),
        "number": gettext_noop("Un résultat n’est ni infini ni « NaN » : laissez-le vide (null)."),
        "long": gettext_noop(
            "Un résultat, une qualité ou des paramètres font au plus %(most)s signes : %(count)s "
            "ici, donnez plutôt l’adresse d’un fichier."
        ),
        "observation": gettext_noop("Aucune mesure ne porte le numéro %(value)s."),
        "twice": gettext_noop(
            "Une autre mesure (numéro %(value)s) a déjà cette série, cet instant et cet objet : "
            "corrigez-la plutôt."
        ),
        "list": gettext_noop(
            "Un résultat de la série de mesures %(value)s est une liste de %(count)s valeurs, dans "
            "l’ordre de ses grandeurs, pas « %(given)s »."
        ),
        "results": gettext_noop(
            "Un résultat de la série de mesures %(value)s est une liste de %(count)s valeurs, dans "
            "l’ordre de ses grandeurs : celui-ci en a %(given)s."
        ),
        "component": gettext_noop(
            "Dans un résultat de la série de mesures %(value)s, la valeur de rang %(rank)s, "
            "« %(given)s », n’est pas du type %(wanted)s : changez-la, ou laissez-la vide (null)."
        ),
        "key": gettext_noop("Cette clé n’écrit pas dans la série de mesures %(value)s."),
    }


class Measure(NamedTuple):
    """`start`, `end`, `result_time`, `valid_start`, `valid_end`: µs (`instants.py`); `end` is None
    of an instant. `feature` None: the place of the thing. The result is `number`, or else `other`,
    a JSON text, as `quality` and `parameters` are (`result`, `text`)."""

    datastream: int
    feature: int | None
    start: int
    end: int | None = None
    result_time: int | None = None
    number: float | None = None
    other: str | None = None
    quality: str | None = None
    valid_start: int | None = None
    valid_end: int | None = None
    parameters: str | None = None

    @property
    def last(self) -> int:
        return self.start if self.end is None else self.end


class Row(NamedTuple):
    """A measure that is kept, under its number."""

    id: int
    datastream: int
    feature: int
    start: int
    end: int | None
    result_time: int | None
    number: float | None
    other: str | None
    quality: str | None
    valid_start: int | None
    valid_end: int | None
    parameters: str | None

    @property
    def last(self) -> int:
        return self.start if self.end is None else self.end


FIRST_VALUE = Measure._fields.index("result_time")  # what tells two measures of one moment apart
Values = tuple[Any, ...]
"""Of a measure, from `result_time` on."""


def result(value: Any) -> tuple[float | None, str | None]:
    """(number, other) of a result of JSON: a number that a double holds exactly is a number, any
    other is its JSON. Raises MeasureProblem."""
    if isinstance(value, float):
        if not isfinite(value):
            raise MeasureProblem("number")
        return value + 0.0, None  # a zero has no sign: files are not searched alike for both
    if type(value) is int and abs(value) <= 2**53:
        return float(value), None
    return None, _json(value)


def read_result(number: float | None, other: str | None) -> Any:
    """The result that `result` took apart; a whole number is an int."""
    if number is not None:
        return int(number) if number.is_integer() and abs(number) <= 2**53 else number
    return None if other is None else json.loads(other)


def is_list(other: str | None) -> bool:
    """Whether the result that is kept so is a list: it is not read."""
    return other is not None and other.startswith("[")


def text(value: Any) -> str | None:
    """JSON as it is kept; None of nothing. Raises MeasureProblem."""
    return None if value is None else _json(value)


def _json(value: Any) -> str:
    try:
        written = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)
    except ValueError as error:
        raise MeasureProblem("number") from error
    if len(written) > LONGEST:
        raise MeasureProblem("long", most=LONGEST, count=len(written))
    return written
