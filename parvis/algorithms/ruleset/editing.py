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
    if parameter.shape is Shape.NUMBER:
        return figure(parameter, text)
    key = "from" if parameter.shape is Shape.THRESHOLDS else "is"
    rows = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        said, semicolon, given = (one.strip() for one in line.partition(";"))
        if not semicolon or not said or not given:
            raise parts.wrong(parameter.label["fr"], line, problems.A_ROW)
        bare = given.replace(",", ".")
        rows.append(
            {
                key: figure(parameter, said) if key == "from" else said,
                "value": bare if parts.NUMBER.match(bare) else given,
            }
        )
    if not rows:
        raise RuleProblem("missing", field=parameter.label["fr"])
    return rows


def figure(parameter: Parameter, text: str) -> str:
    bare = "".join(text.split()).replace(",", ".")
    if not parts.NUMBER.match(bare):
        raise parts.wrong(parameter.label["fr"], text, problems.A_PLAIN_NUMBER)
    return bare
