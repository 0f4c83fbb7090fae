"""What may be a slip in rules that hold: nothing is refused for it.

`fields` are those of problems: "inputs[0]", "steps[2].of".
"""

from __future__ import annotations

from collections.abc import Iterator

from parvis.algorithms.ruleset.model import Do, Operand, Rules, Step
from parvis.algorithms.ruleset.problems import Advice

# operands of these are in one unit, which is that of what they give
ONE_UNIT = {Do.ADD, Do.SUBTRACT, Do.MIN, Do.MAX, Do.ROUND, Do.IF}


def advice(rules: Rules) -> Iterator[Advice]:
    yield from unused(rules)
    for index, step in enumerate(rules.steps):
        yield from units(rules, step, f"steps[{index}]")


def unused(rules: Rules) -> Iterator[Advice]:
    """What no step that the outcome comes from reads."""
    read: set[Operand] = {rules.outcome}
    for step in reversed(rules.steps):
        if step.name in read:
            read |= {*step.of, *step.weights, step.table}
    for section in ("inputs", "parameters", "steps"):
        for index, one in enumerate(getattr(rules, section)):
            if one.name not in read:
                yield Advice("unused", field=f"{section}[{index}].name", value=one.label["fr"])


def units(rules: Rules, step: Step, field: str) -> Iterator[Advice]:
    if step.do not in ONE_UNIT | {Do.COMPARE}:
        return
    taken = step.of[1:] if step.do is Do.IF else step.of
    known = [(one, unit_of(rules, one)) for one in taken]
    told = [(one, unit) for one, unit in known if unit]
    if not told:
        return
    first = told[0][1]
    for one, unit in told[1:]:
        if unit != first:
            yield Advice("unit", field=f"{field}.of", value=one, unit=unit, mend=first)
            return
    if step.do in ONE_UNIT and step.unit and step.unit != first:
        yield Advice("result_unit", field=f"{field}.unit", unit=step.unit, mend=first)


def unit_of(rules: Rules, operand: Operand) -> str:
    found = rules.find(operand) if isinstance(operand, str) else None
    return found.unit if found else ""
