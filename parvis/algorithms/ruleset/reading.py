"""From a JSON document to Rules, or to the one field that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from parvis.algorithms.ruleset import parts, problems
from parvis.algorithms.ruleset.checking import check
from parvis.algorithms.ruleset.model import (
    Comparison,
    Content,
    Do,
    Example,
    Input,
    Kind,
    Operand,
    Parameter,
    Period,
    Rounding,
    Row,
    Rules,
    Shape,
    Source,
    Span,
    Step,
    Texts,
)
from parvis.algorithms.ruleset.problems import RuleProblem
from parvis.records import canonical

HEAVIEST = 300_000  # bytes
MOST = {"inputs": 60, "parameters": 120, "steps": 200, "tests": 100}
FIELDS = ("title", "inputs", "parameters", "steps", "outcome", "tests")
MOST_ROWS = 300
MOST_OPERANDS = 30
OPTIONS = {Do.COMPARE: Comparison, Do.ROUND: Rounding, Do.BETWEEN: Span}
CLAIMS = ("increasing", "decreasing", "continuous")


def from_bytes(data: bytes) -> Rules:
    """Raise RuleProblem."""
    return from_document(parsed(data))


def parsed(data: bytes) -> object:
    """The JSON of a file. Raise RuleProblem."""
    if len(data) > HEAVIEST:
        raise RuleProblem("heavy", most=HEAVIEST)
    try:
        return json.loads(data, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as broken:
        raise RuleProblem("json", value=parts.shown(broken)) from broken


def opened(document: object) -> dict[str, Any]:
    """The same, once its parts are lists of objects: whatever these hold, `drafting` says what is
    wrong with it. Raise RuleProblem."""
    found = parts.mapping(document, "", FIELDS)
    rows = {
        part: list(parts.many(found.get(part, []), part, most, an_object))
        for part, most in MOST.items()
    }
    return {"title": {}, "outcome": ""} | found | rows


def an_object(value: object, field: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise parts.wrong(field, value, problems.AN_OBJECT)
    return value


def from_document(document: object) -> Rules:
    """Raise RuleProblem."""
    found = parts.mapping(document, "", FIELDS)
    rules = Rules(
        title=parts.texts(parts.required(found, "title", ""), "title"),
        inputs=parts.many(found.get("inputs", []), "inputs", MOST["inputs"], an_input),
        parameters=parts.many(
            found.get("parameters", []), "parameters", MOST["parameters"], a_parameter
        ),
        steps=parts.many(
            parts.required(found, "steps", ""), "steps", MOST["steps"], a_step, least=1
        ),
        outcome=parts.name(parts.required(found, "outcome", ""), "outcome"),
        tests=parts.many(found.get("tests", []), "tests", MOST["tests"], an_example),
        version=canonical.digest(canonical.encode(found)).hex()[:16],
        document=found,
    )
    check(rules)
    return rules


def optional_number(found: Mapping[str, Any], key: str, field: str) -> Decimal | None:
    return parts.number(found[key], f"{field}.{key}") if found.get(key) is not None else None


def words(found: Mapping[str, Any], key: str, field: str) -> str:
    return parts.text(found.get(key, ""), f"{field}.{key}")


def an_input(value: object, field: str) -> Input:
    found = parts.mapping(
        value,
        field,
        (
            *("name", "kind", "label", "source", "unit"),
            *("dataset", "ground", "choices", "least", "most"),
        ),
    )
    kind = parts.choice(parts.required(found, "kind", field), f"{field}.kind", Kind)
    return Input(
        name=parts.name(parts.required(found, "name", field), f"{field}.name"),
        kind=kind,
        label=parts.texts(parts.required(found, "label", field), f"{field}.label"),
        source=parts.choice(parts.required(found, "source", field), f"{field}.source", Source),
        unit=words(found, "unit", field),
        dataset=words(found, "dataset", field),
        ground=words(found, "ground", field),
        choices=choices(found, field) if kind is Kind.CHOICE else None,
        least=optional_number(found, "least", field),
        most=optional_number(found, "most", field),
    )


def choices(found: dict[str, Any], field: str) -> dict[str, Texts]:
    listed = parts.required(found, "choices", field)
    if not isinstance(listed, dict) or not 1 <= len(listed) <= MOST_OPERANDS:
        raise parts.wrong(f"{field}.choices", listed, problems.SOME_CHOICES)
    return {
        parts.text(one, f"{field}.choices", 60): parts.texts(label, f"{field}.choices")
        for one, label in listed.items()
    }


def a_parameter(value: object, field: str) -> Parameter:
    found = parts.mapping(
        value, field, ("name", "shape", "label", "unit", "text", "values", "claims")
    )
    shape = parts.choice(found.get("shape", "number"), f"{field}.shape", Shape)

    def a_period(item: object, place: str) -> Period:
        return period(item, place, shape)

    return Parameter(
        name=parts.name(parts.required(found, "name", field), f"{field}.name"),
        shape=shape,
        label=parts.texts(parts.required(found, "label", field), f"{field}.label"),
        periods=parts.many(
            parts.required(found, "values", field), f"{field}.values", 60, a_period, least=1
        ),
        unit=words(found, "unit", field),
        text=words(found, "text", field),
        claims=parts.many(found.get("claims", []), f"{field}.claims", 3, a_claim),
    )


def a_claim(value: object, field: str) -> str:
    if value not in CLAIMS:
        mend = ", ".join(CLAIMS)
        raise RuleProblem("choice", field=field, value=parts.shown(value), mend=mend)
    return str(value)


def period(value: object, field: str, shape: Shape) -> Period:
    found = parts.mapping(value, field, ("since", "until", "value"))
    until = found.get("until")
    return Period(
        since=parts.day(parts.required(found, "since", field), f"{field}.since"),
        until=None if until is None else parts.day(until, f"{field}.until"),
        value=content(parts.required(found, "value", field), f"{field}.value", shape),
    )


def content(value: object, field: str, shape: Shape) -> Content:
    if shape is Shape.NUMBER:
        return parts.number(value, field)

    def a_row(item: object, place: str) -> Row:
        key = "from" if shape is Shape.THRESHOLDS else "is"
        found = parts.mapping(item, place, (key, "value"))
        said, given = parts.required(found, key, place), parts.required(found, "value", place)
        return Row(
            parts.number(said, place) if key == "from" else parts.text(said, place, 60),
            Decimal(given)
            if isinstance(given, str) and parts.NUMBER.match(given)
            else parts.text(given, f"{place}.value", 200),
        )

    return parts.many(value, field, MOST_ROWS, a_row, least=1)


def a_step(value: object, field: str) -> Step:
    found = parts.mapping(
        value,
        field,
        (
            *("name", "label", "do", "of", "unit", "table"),
            *("option", "decimals", "weights", "why"),
        ),
    )
    do = parts.choice(parts.required(found, "do", field), f"{field}.do", Do)
    decimals = found.get("decimals", 0)
    if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 10:
        raise parts.wrong(f"{field}.decimals", decimals, problems.DECIMALS)
    return Step(
        name=parts.name(parts.required(found, "name", field), f"{field}.name"),
        label=parts.texts(parts.required(found, "label", field), f"{field}.label"),
        do=do,
        of=operands(parts.required(found, "of", field), f"{field}.of"),
        unit=words(found, "unit", field),
        table=words(found, "table", field),
        option=option(found, field, do),
        decimals=decimals,
        weights=operands(found["weights"], f"{field}.weights") if "weights" in found else (),
        why=parts.texts(found["why"], f"{field}.why") if found.get("why") else None,
    )


def operands(value: object, field: str) -> tuple[Operand, ...]:
    return parts.many(value, field, MOST_OPERANDS, operand, least=1)


def operand(value: object, field: str) -> Operand:
    if isinstance(value, str) and parts.NAME.match(value):
        return value
    if value == "":
        raise RuleProblem("missing", field=field)
    return parts.number(value, field)


def option(found: dict[str, Any], field: str, do: Do) -> str:
    if do not in OPTIONS:
        return ""
    given = found.get("option", "nearest" if do is Do.ROUND else None)
    if not given:
        raise RuleProblem("missing", field=f"{field}.option")
    return str(parts.choice(given, f"{field}.option", OPTIONS[do]))


def an_example(value: object, field: str) -> Example:
    found = parts.mapping(value, field, ("label", "on", "inputs", "outcome"))
    inputs = parts.required(found, "inputs", field)
    if not isinstance(inputs, dict) or len(inputs) > MOST["inputs"]:
        raise parts.wrong(f"{field}.inputs", inputs, problems.AN_OBJECT)
    return Example(
        label=parts.texts(parts.required(found, "label", field), f"{field}.label"),
        on=parts.day(parts.required(found, "on", field), f"{field}.on"),
        inputs={
            parts.text(name, f"{field}.inputs", 60): a_figure(one, f"{field}.inputs")
            for name, one in inputs.items()
        },
        outcome=parts.text(parts.required(found, "outcome", field), f"{field}.outcome", 200),
    )


def a_figure(value: object, field: str) -> str | int | bool:
    """A figure of an example: the input it is for says later what it must be."""
    return value if isinstance(value, int) else parts.text(value, field, 200)
