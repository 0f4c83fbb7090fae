"""Running a set of rules on one case: the outcome, and each step with what it was given.

Numbers are exact: a result that would need more digits than are kept is refused, never rounded in
silence. Division and straight lines between thresholds give QUOTIENT decimals, and say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

from parvis.algorithms.ruleset import operations, parts, problems
from parvis.algorithms.ruleset.model import (
    ON,
    Example,
    Input,
    Kind,
    Operand,
    Parameter,
    Period,
    Row,
    Rules,
    Step,
    Value,
)
from parvis.algorithms.ruleset.operations import Part
from parvis.algorithms.ruleset.problems import InputProblem, RuleProblem

FLAGS = {"oui": True, "yes": True, "true": True, "non": False, "no": False, "false": False}
SHAPES = {
    Kind.NUMBER: problems.A_PLAIN_NUMBER,
    Kind.FLAG: problems.A_FLAG,
    Kind.DATE: problems.A_DAY,
    Kind.CHOICE: problems.LABELS,
}


@dataclass(frozen=True)
class Line:
    """One step as it went: what it was given, in the order of its operands, and what it gave.

    `parts`: slices of a scale, criteria of a score. `row`: the row of a table. `inexact`: the
    result was cut at operations.QUOTIENT decimals.
    """

    step: Step
    given: tuple[Value, ...]
    value: Value
    parts: tuple[Part, ...] = ()
    row: Row | None = None
    inexact: bool = False


@dataclass(frozen=True)
class Evaluation:
    rules: Rules
    on: dt.date
    inputs: Mapping[str, Value]
    in_force: Mapping[str, Period]
    lines: tuple[Line, ...]
    outcome: Value


def evaluate(rules: Rules, given: Mapping[str, object], on: dt.date) -> Evaluation:
    """Raise InputProblem, naming an input, a parameter or a step."""
    inputs = read_inputs(rules, given)
    in_force = {one.name: of_day(one, on) for one in rules.parameters}
    values: dict[str, Value] = {**inputs, ON: on}
    for one in rules.parameters:
        content = in_force[one.name].value
        if isinstance(content, Decimal):
            values[one.name] = content
    lines = []
    for step in rules.steps:
        line = run(step, values, in_force)
        values[step.name] = line.value
        lines.append(line)
    return Evaluation(rules, on, inputs, in_force, tuple(lines), values[rules.outcome])


def of_day(parameter: Parameter, on: dt.date) -> Period:
    period = parameter.on(on)
    if period is None:
        raise InputProblem("not_in_force", field=parameter.label["fr"], value=on.isoformat())
    return period


def run(step: Step, values: Mapping[str, Value], in_force: Mapping[str, Period]) -> Line:
    given = tuple(value_of(one, values) for one in step.of)
    weights = tuple(value_of(one, values) for one in step.weights)
    table = in_force[step.table].value if step.table in in_force else ()
    rows = table if isinstance(table, tuple) else ()
    try:
        result = operations.run(step, given, weights, rows)
    except DivisionByZero as zero:
        raise InputProblem("zero", field=step.label["fr"]) from zero
    except Overflow as large:
        raise InputProblem("large", field=step.label["fr"]) from large
    except Inexact as fine:
        raise InputProblem("fine", field=step.label["fr"]) from fine
    except InvalidOperation as undefined:
        code = "zero" if step.do == "divide" else "large"
        raise InputProblem(code, field=step.label["fr"]) from undefined
    return Line(step, given, result.value, result.parts, result.row, result.inexact)


def value_of(operand: Operand, values: Mapping[str, Value]) -> Value:
    return operand if isinstance(operand, Decimal) else values[operand]


def read_inputs(rules: Rules, given: Mapping[str, object]) -> dict[str, Value]:
    known = {one.name: one for one in rules.inputs}
    for name in given:
        if name not in known:
            raise InputProblem("unknown", field=parts.shown(name), mend=", ".join(known) or "–")
    return {name: read_input(one, given.get(name)) for name, one in known.items()}


def read_input(one: Input, given: object) -> Value:
    """A value of the type that the input declares. Raise InputProblem."""
    if given is None or given == "":
        raise InputProblem("missing", field=one.label["fr"], mend=SHAPES[one.kind])
    value = typed(one, given)
    if value is None:
        refusal = {"field": one.label["fr"], "value": parts.shown(given)}
        raise InputProblem("kind", **refusal, mend=expected(one))
    if isinstance(value, Decimal):
        if one.least is not None and value < one.least:
            raise InputProblem("least", field=one.label["fr"], value=value, mend=one.least)
        if one.most is not None and value > one.most:
            raise InputProblem("most", field=one.label["fr"], value=value, mend=one.most)
    return value


def expected(one: Input) -> str:
    return ", ".join(one.choices) if one.choices else SHAPES[one.kind]


def typed(one: Input, given: object) -> Value | None:
    said = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if one.kind is Kind.FLAG:
        return said if isinstance(said, bool) else FLAGS.get(str(said).lower())
    if not isinstance(said, str):
        return None
    if one.kind is Kind.CHOICE:
        return said if said in (one.choices or {}) else None
    try:
        if one.kind is Kind.DATE:
            return parts.day(said, one.name)
        return parts.number(said, one.name)
    except RuleProblem:
        return None


def plain(value: Value) -> str:
    """A value as it is kept and compared: two writings of one number are one text."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return format(value.normalize(Context(prec=60)), "f") if value else "0"
    return value.isoformat() if isinstance(value, dt.date) else value


def same_outcome(value: Value, told: str) -> bool:
    """Whether an outcome is the one that was told: 3.2 and 3.20 are one number."""
    if isinstance(value, Decimal):
        return bool(parts.NUMBER.match(told)) and Decimal(told) == value
    return plain(value) == told


def check_examples(rules: Rules) -> None:
    """Every public test of the rules, and one at least. Raise RuleProblem on the first to fail."""
    if not rules.tests:
        raise RuleProblem("untested")
    for test in rules.tests:
        check_example(rules, test)


def check_example(rules: Rules, test: Example) -> None:
    """Raise RuleProblem."""
    name = test.label["fr"]
    try:
        found = evaluate(rules, test.inputs, test.on)
    except InputProblem as problem:
        raise RuleProblem("example_refused", field=name, value=problem) from problem
    if not same_outcome(found.outcome, test.outcome):
        refusal = {"field": name, "mend": test.outcome, "value": plain(found.outcome)}
        raise RuleProblem("example", **refusal)
