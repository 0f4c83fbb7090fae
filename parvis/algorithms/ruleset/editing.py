"""A new version of a set of rules, from the one before: a value from a day on, one more example.

Documents come and go; whether the result holds is for `reading` and `check_examples` to say.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from parvis.algorithms.ruleset import parts, problems
from parvis.algorithms.ruleset.model import Parameter, Shape
from parvis.algorithms.ruleset.problems import RuleProblem

Document = dict[str, Any]
DAY = dt.timedelta(days=1)


def with_value(document: Mapping[str, Any], name: str, since: dt.date, value: Any) -> Document:
    """The same rules, where a parameter is worth `value` from a day on, until the next day that
    the rules already know of it; what was in force ends the day before."""
    made: Document = copy.deepcopy(dict(document))
    [parameter] = [one for one in made["parameters"] if one["name"] == name]
    day = since.isoformat()
    kept = [one for one in parameter["values"] if one["since"] != day]
    before = [one for one in kept if one["since"] < day]
    after = [one for one in kept if one["since"] > day]
    for one in before:
        if one.get("until") is None or one["until"] >= day:
            one["until"] = (since - DAY).isoformat()
    fresh = {"since": day, "value": value}
    if after:
        next_day = min(dt.date.fromisoformat(one["since"]) for one in after)
        fresh["until"] = (next_day - DAY).isoformat()
    parameter["values"] = [*before, fresh, *after]
    return made


def with_example(
    document: Mapping[str, Any], label: str, on: dt.date, inputs: Mapping[str, Any], outcome: str
) -> Document:
    """The same rules with one more public example, or another under the same French words."""
    made: Document = copy.deepcopy(dict(document))
    example = {
        "label": {"fr": label}, "on": on.isoformat(), "inputs": dict(inputs), "outcome": outcome,
    }  # fmt: skip
    others = [one for one in made.get("tests", []) if one["label"]["fr"] != label]
    made["tests"] = [*others, example]
    return made


def value(parameter: Parameter, text: str) -> Any:
    """What someone typed for a parameter: a number, or a table, one row a line: "340 ; 1,40". Raise
    RuleProblem, which names the parameter."""
    return typed(parameter.shape, parameter.label["fr"], text)


def typed(shape: Shape, label: str, text: str) -> Any:
    """The same for a parameter of this shape, which is called so. Raise RuleProblem."""
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
