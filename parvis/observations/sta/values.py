"""Values of an expression: what kind each is of, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parvis.lake.query import tree
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node
from parvis.observations.instants import SECOND
from parvis.observations.sta.forms import Expression
from parvis.records.problems import gettext_noop

FIRST, LAST = -62_135_596_800 * SECOND, 253_402_300_799 * SECOND + 999_999  # years 1 and 9999


class Kind(StrEnum):
    """`DYNAMIC`: whatever a JSON value is; its faces are read when it is compared."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    TIME = "time"
    SPAN = "span"  # a length of time, µs
    DAY = "day"  # days since 1970
    CLOCK = "clock"  # µs since midnight
    DYNAMIC = "dynamic"
    PLACE = "place"
    NULL = "null"


SAID = {
    Kind.NUMBER: gettext_noop("un nombre"),
    Kind.TEXT: gettext_noop("un texte"),
    Kind.BOOLEAN: gettext_noop("une condition"),
    Kind.TIME: gettext_noop("un instant"),
    Kind.SPAN: gettext_noop("une durée"),
    Kind.DAY: gettext_noop("une date"),
    Kind.CLOCK: gettext_noop("une heure"),
    Kind.DYNAMIC: gettext_noop("une valeur"),
    Kind.PLACE: gettext_noop("un lieu"),
    Kind.NULL: gettext_noop("rien"),
}
FACES = (Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN)


@dataclass(frozen=True)
class Value:
    """`main`: the expression; of a time its start, and `end` its end, None of an instant. Of a
    dynamic value, whether it is there; `faces` say it as a number, a text or a boolean."""

    kind: Kind
    main: Expression
    end: Expression | None = None
    faces: Mapping[Kind, Expression] = field(default_factory=dict)
    node: Node | None = None


def mismatch(value: Value, kind: Kind) -> QueryProblem:
    node = value.node
    word = node.name if isinstance(node, tree.Column | tree.Call) else SAID[value.kind]
    place = node.place if node else None
    return QueryProblem("type", place, word=word, given=SAID[value.kind], wanted=SAID[kind])
