"""What someone typed, as a document says it; rows of a document added, moved, taken away.

Whether the result holds is for `reading` and `check_examples` to say.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from parvis.algorithms.ruleset import parts, problems
from parvis.algorithms.ruleset.model import Shape
from parvis.algorithms.ruleset.problems import RuleProblem

Document = dict[str, Any]


def typed(shape: Shape, label: str, text: str) -> Any:
    """What someone typed for a parameter of this shape, which is called so: a number, or a table,
    one row a line: "340 ; 1,40". Raise RuleProblem."""
    if shape is Shape.NUMBER:
        return figure(label, text)
    key = "from" if shape is Shape.THRESHOLDS else "is"
    rows = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        said, semicolon, given = (one.strip() for one in line.partition(";"))
        if not semicolon or not said or not given:
            raise parts.wrong(label, line, problems.A_ROW)
        rows.append({key: figure(label, said) if key == "from" else said, "value": bare(given)})
    if not rows:
        raise RuleProblem("missing", field=label)
    return rows


def figure(label: str, text: str) -> str:
    found = bare(text)
    if not parts.NUMBER.match(found):
        raise parts.wrong(label, text, problems.A_PLAIN_NUMBER)
    return found


def bare(text: str) -> str:
    """A number as the document writes it: "18 000,50" is 18000.50; other text as it stands."""
    found = "".join(text.split()).replace(",", ".")
    return found if parts.NUMBER.match(found) else text.strip()


# rows of the document, where each part is a list: "steps", "parameters.0.values"


def moved(document: Document, verb: str, path: str, fresh: Mapping[str, Any]) -> Document:
    """The same rules where a row is added ("add", at the end), taken away ("remove"), or goes one
    place "up" or "down". Raise KeyError for what names no row."""
    made = copy.deepcopy(document)
    *way, last = path.split(".")
    if verb == "add":
        listed(made, [*way, last]).append(copy.deepcopy(dict(fresh)))
        return made
    rows = listed(made, way)
    place = at(rows, last)
    row = rows.pop(place)
    if verb != "remove":
        rows.insert(max(place + {"up": -1, "down": 1}[verb], 0), row)
    return made


def listed(document: Document, way: list[str]) -> list[Any]:
    found: Any = document
    for one in way:
        found = found[at(found, one)] if isinstance(found, list) else found[one]
    if not isinstance(found, list):
        raise KeyError(".".join(way))
    return found


def at(rows: list[Any], place: str) -> int:
    if not place.isdecimal() or int(place) >= len(rows):
        raise KeyError(place)
    return int(place)
