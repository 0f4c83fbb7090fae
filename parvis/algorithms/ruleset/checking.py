"""What a set of rules must hold before it is ever run: names, types, tables, claims."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal

from parvis.algorithms.ruleset import problems
from parvis.algorithms.ruleset.model import (
    ON,
    Comparison,
    Do,
    Kind,
    Operand,
    Parameter,
    Row,
    Rules,
    Shape,
    Step,
)
from parvis.algorithms.ruleset.problems import RuleProblem

PHRASE = {
    Kind.NUMBER: problems.NUMBERS,
    Kind.FLAG: problems.FLAGS,
    Kind.DATE: problems.DATES,
    Kind.CHOICE: problems.LABELS,
}
# how many operands each operation takes: at least, at most
COUNTS = {
    Do.SUBTRACT: (2, 2), Do.DIVIDE: (2, 2), Do.ROUND: (1, 1), Do.COMPARE: (2, 2), Do.NOT: (1, 1),
    Do.IF: (3, 3), Do.LOOKUP: (1, 1), Do.SCALE: (1, 1), Do.INTERPOLATE: (1, 1), Do.MATCH: (1, 1),
    Do.BETWEEN: (2, 2),
}  # fmt: skip
OF_FLAGS = {Do.ALL, Do.ANY, Do.NOT}
BY_THRESHOLDS = {Do.LOOKUP, Do.SCALE, Do.INTERPOLATE}
EQUALITIES = {Comparison.EQUAL, Comparison.DIFFERENT}


def check(rules: Rules) -> None:
    """Raise the first RuleProblem."""
    for problem in faults(rules):
        raise problem


def faults(rules: Rules) -> Iterator[RuleProblem]:
    """All that is wrong; a step that stands on a wrong one is not judged."""
    yield from twice(rules)
    for index, parameter in enumerate(rules.parameters):
        yield from caught(check_parameter, parameter, f"parameters[{index}]")
    yield from wrong_steps(rules)
    if rules.outcome not in {step.name for step in rules.steps}:
        yield wrong_type("outcome", rules.outcome, problems.A_STEP)
    yield from caught(continuous, rules)


def caught(check_one: Callable[..., None], *of: object) -> Iterator[RuleProblem]:
    try:
        check_one(*of)
    except RuleProblem as problem:
        yield problem


def twice(rules: Rules) -> Iterator[RuleProblem]:
    seen = {ON}
    for one in rules.named():
        if one.name in seen:
            yield RuleProblem("twice", field="name", value=one.name)
        seen.add(one.name)


def wrong_steps(rules: Rules) -> Iterator[RuleProblem]:
    kinds = {one.name: one.kind for one in rules.inputs} | {ON: Kind.DATE}
    kinds |= {one.name: Kind.NUMBER for one in rules.parameters if one.shape is Shape.NUMBER}
    tables = {one.name: one for one in rules.parameters if one.shape is not Shape.NUMBER}
    unsure: set[Operand] = set()
    for index, step in enumerate(rules.steps):
        if not unsure.isdisjoint((*step.of, *step.weights)):
            unsure.add(step.name)
            continue
        try:
            kinds[step.name] = kind_of(step, f"steps[{index}]", kinds, tables)
        except RuleProblem as problem:
            unsure.add(step.name)
            yield ahead(rules, index, problem) if problem.code == "reference" else problem


def ahead(rules: Rules, index: int, problem: RuleProblem) -> RuleProblem:
    """Of a name that nothing before a step defines: a later step does, or one that waits for it."""
    later = {step.name: step for step in rules.steps[index:]}
    name = str(problem.params["value"])
    if name not in later:
        return problem
    waits, found = {rules.steps[index].name}, 0
    while found < len(waits):
        found = len(waits)
        waits |= {one.name for one in later.values() if not waits.isdisjoint(one.of + one.weights)}
    return RuleProblem("cycle" if name in waits else "later", **problem.params)


def wrong_type(field: str, value: object, mend: str) -> RuleProblem:
    return RuleProblem("type", field=field, value=value, mend=mend)


def kind_of(step: Step, field: str, kinds: dict[str, Kind], tables: dict[str, Parameter]) -> Kind:
    """What a step gives, once what it takes is found in order."""
    least, most = COUNTS.get(step.do, (1, len(step.of)))
    if not least <= len(step.of) <= most:
        raise RuleProblem("operands", field=f"{field}.of", value=step.do, mend=least)
    found = [operand_kind(one, f"{field}.of", kinds) for one in step.of]
    if step.do is Do.SCORE:
        weighted(step, field, kinds)
    if step.do in BY_THRESHOLDS or step.do is Do.MATCH:
        return by_table(step, field, found[0], tables)
    if step.do is Do.IF:
        return branches(step, field, found)
    if step.do is Do.COMPARE:
        return comparable(step, field, found)
    wanted = Kind.FLAG if step.do in OF_FLAGS else Kind.NUMBER
    if step.do is Do.BETWEEN:
        wanted = Kind.DATE
    all_are(step, field, found, wanted)
    return Kind.FLAG if step.do in OF_FLAGS else Kind.NUMBER


def operand_kind(operand: Operand, field: str, kinds: dict[str, Kind]) -> Kind:
    if isinstance(operand, Decimal):
        return Kind.NUMBER
    if operand not in kinds:
        raise RuleProblem("reference", field=field, value=operand)
    return kinds[operand]


def all_are(step: Step, field: str, found: list[Kind], wanted: Kind) -> None:
    for operand, kind in zip(step.of, found, strict=True):
        if kind is not wanted:
            raise wrong_type(f"{field}.of", operand, PHRASE[wanted])


def weighted(step: Step, field: str, kinds: dict[str, Kind]) -> None:
    if len(step.weights) != len(step.of):
        count = len(step.of)
        raise RuleProblem("operands", field=f"{field}.weights", value=step.do, mend=count)
    for weight in step.weights:
        if operand_kind(weight, f"{field}.weights", kinds) is not Kind.NUMBER:
            raise wrong_type(f"{field}.weights", weight, problems.NUMBERS)


def by_table(step: Step, field: str, found: Kind, tables: dict[str, Parameter]) -> Kind:
    matches = step.do is Do.MATCH
    table = tables.get(step.table)
    shape = Shape.CHOICES if matches else Shape.THRESHOLDS
    if table is None or table.shape is not shape:
        phrase = problems.A_TABLE if matches else problems.A_SCALE
        raise wrong_type(f"{field}.table", step.table, phrase)
    all_are(step, field, [found], Kind.CHOICE if matches else Kind.NUMBER)
    if step.do in {Do.SCALE, Do.INTERPOLATE} and table.gives is not Kind.NUMBER:
        raise wrong_type(f"{field}.table", step.table, problems.NUMBERS)
    return table.gives


def branches(step: Step, field: str, found: list[Kind]) -> Kind:
    if found[0] is not Kind.FLAG:
        raise wrong_type(f"{field}.of", step.of[0], problems.FLAGS)
    if found[1] is not found[2]:
        raise wrong_type(f"{field}.of", step.of[2], PHRASE[found[1]])
    return found[1]


def comparable(step: Step, field: str, found: list[Kind]) -> Kind:
    ordered = found[0] in {Kind.NUMBER, Kind.DATE}
    if found[0] is not found[1] or not (ordered or step.option in EQUALITIES):
        raise wrong_type(f"{field}.of", step.of[1], problems.TWO_ALIKE)
    return Kind.FLAG


def check_parameter(parameter: Parameter, field: str) -> None:
    periods = sorted(parameter.periods, key=lambda one: one.since)
    for before, after in itertools.pairwise(periods):
        if before.until is None or before.until >= after.since:
            raise RuleProblem("periods", field=field, value=after.since)
    kinds = set()
    for period in parameter.periods:
        if isinstance(period.value, Decimal):
            continue
        keys = [row.key for row in period.value]
        if parameter.shape is Shape.THRESHOLDS:
            rising(keys, field)
        elif len(set(keys)) < len(keys):
            raise RuleProblem(
                "twice", field=field, value=next(k for k in keys if keys.count(k) > 1)
            )
        kinds |= {type(row.value) for row in period.value}
        claimed(parameter, period.value, field)
    if len(kinds) > 1:
        raise wrong_type(field, parameter.name, problems.NUMBERS)


def rising(keys: list[Decimal | str], field: str) -> None:
    for before, after in itertools.pairwise(keys):
        if isinstance(before, Decimal) and isinstance(after, Decimal) and before >= after:
            raise RuleProblem("order", field=field, value=after)


def claimed(parameter: Parameter, rows: tuple[Row, ...], field: str) -> None:
    values = [row.value for row in rows if isinstance(row.value, Decimal)]
    for before, after in itertools.pairwise(values):
        if "increasing" in parameter.claims and after < before:
            raise RuleProblem("claim", field=field, value=after, mend=problems.RISING)
        if "decreasing" in parameter.claims and after > before:
            raise RuleProblem("claim", field=field, value=after, mend=problems.FALLING)


def continuous(rules: Rules) -> None:
    """A table read by whole rows jumps at each threshold, unless all its values are one."""
    for step in rules.steps:
        table = rules.find(step.table)
        if step.do is not Do.LOOKUP or not isinstance(table, Parameter):
            continue
        if "continuous" in table.claims and (jump := next(jumps(table), None)) is not None:
            field = f"parameters.{table.name}"
            raise RuleProblem("claim", field=field, value=jump, mend=problems.UNBROKEN)


def jumps(table: Parameter) -> Iterator[Decimal | str]:
    for period in table.periods:
        if not isinstance(period.value, Decimal):
            for before, after in itertools.pairwise(period.value):
                if before.value != after.value:
                    yield after.key
