"""Rules that are being written: what can be read of them, and all that is wrong, not the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.algorithms.ruleset import parts, reading
from parvis.algorithms.ruleset.advice import advice
from parvis.algorithms.ruleset.checking import faults
from parvis.algorithms.ruleset.evaluate import check_example
from parvis.algorithms.ruleset.model import Example, Input, Parameter, Rules, Step
from parvis.algorithms.ruleset.problems import Advice, RuleProblem

READERS: Mapping[str, Callable[[object, str], Any]] = {
    "inputs": reading.an_input, "parameters": reading.a_parameter,
    "steps": reading.a_step, "tests": reading.an_example,
}  # fmt: skip
PLACE = re.compile(r"(inputs|parameters|steps|tests)\[([0-9]+)\]")


@dataclass(frozen=True)
class Draft:
    """`rules`: what is readable, of which `sound` are the steps (by their place in the document)
    that hold. `problems`: (field, problem), the field in the document. `whole`: nothing is wrong,
    examples apart, so that it can be run."""

    rules: Rules
    sound: Mapping[int, Step]
    problems: list[tuple[str, RuleProblem]] = field(default_factory=list)
    advices: list[tuple[str, Advice]] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return all(place.startswith("tests") for place, _problem in self.problems)


def read(document: Mapping[str, Any]) -> Draft:
    """Of a document whose parts are lists of objects, whatever these hold."""
    problems: list[tuple[str, RuleProblem]] = []
    kept: dict[str, dict[int, Any]] = {part: {} for part in READERS}
    title = attempt(parts.texts, document.get("title", {}), "title", problems) or {"fr": "–"}
    for part, reader in READERS.items():
        for place, piece in enumerate(document[part]):
            found = attempt(reader, piece, f"{part}[{place}]", problems)
            if found is not None:
                kept[part][place] = found
    rules = made(title, kept, str(document.get("outcome", "")), document)
    unread = any(PLACE.match(place) and place[0] != "t" for place, _problem in problems)
    wrong = [(located(one, document, kept), one) for one in faults(rules)]
    if not document["steps"]:
        wrong = [("steps", RuleProblem("missing", field="steps"))]
    places = {
        found[2] for place, _p in wrong if (found := PLACE.match(place)) and found[1] == "steps"
    }
    sound = {at: step for at, step in kept["steps"].items() if str(at) not in places}
    if unread:
        return Draft(rules, sound, problems)
    problems += wrong or examples(rules, kept["tests"])
    if not document["tests"]:
        problems.append(("tests", RuleProblem("untested")))
    said = [] if wrong else [(str(one.params["field"]), one) for one in advice(rules)]
    return Draft(rules, sound, problems, said)


def attempt(
    reader: Callable[[object, str], Any], value: object, place: str,
    problems: list[tuple[str, RuleProblem]],
) -> Any:  # fmt: skip
    try:
        return reader(value, place)
    except RuleProblem as problem:
        problems.append((str(problem.params.get("field", place)), problem))
        return None


def made(
    title: Any, kept: Mapping[str, Mapping[int, Any]], outcome: str, document: Mapping[str, Any]
) -> Rules:
    inputs: tuple[Input, ...] = tuple(kept["inputs"].values())
    parameters: tuple[Parameter, ...] = tuple(kept["parameters"].values())
    steps: tuple[Step, ...] = tuple(kept["steps"].values())
    tests: tuple[Example, ...] = tuple(kept["tests"].values())
    return Rules(title, inputs, parameters, steps, outcome, tests, "", document)


def located(
    problem: RuleProblem, document: Mapping[str, Any], kept: Mapping[str, Mapping[int, Any]]
) -> str:
    """Where a problem of the readable part stands in the document."""
    said = str(problem.params.get("field", ""))
    if problem.code == "twice":
        return second(document, str(problem.params["value"]))
    if found := PLACE.match(said):
        place = list(kept[found[1]])[int(found[2])]
        return f"{found[1]}[{place}]{said[found.end() :]}"
    for place, one in kept["parameters"].items():
        if said == f"parameters.{one.name}":
            return f"parameters[{place}]"
    return said


def second(document: Mapping[str, Any], name: str) -> str:
    """The last row that bears a name."""
    rows = [
        f"{part}[{place}].name"
        for part in ("inputs", "parameters", "steps")
        for place, piece in enumerate(document[part])
        if piece.get("name") == name
    ]
    return rows[-1] if rows else ""


def examples(rules: Rules, tests: Mapping[int, Example]) -> list[tuple[str, RuleProblem]]:
    """The examples that the rules do not give, once the rules hold."""
    found = []
    for place, test in tests.items():
        try:
            check_example(rules, test)
        except RuleProblem as problem:
            found.append((f"tests[{place}]", problem))
    return found
