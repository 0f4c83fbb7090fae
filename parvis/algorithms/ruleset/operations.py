"""What each operation does with the values it is given. Types were checked when rules were read."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from functools import reduce
from typing import Any, cast

from parvis.algorithms.ruleset.model import (
    Comparison,
    Do,
    Operand,
    Rounding,
    Row,
    Span,
    Step,
    Value,
)
from parvis.algorithms.ruleset.problems import InputProblem

QUOTIENT = 12  # decimals of a division
LARGEST = 18  # powers of ten
EXACT = Context(prec=60, Emax=LARGEST, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
CUT = Context(prec=60, traps=[InvalidOperation, DivisionByZero, Overflow])
MODES = {
    Rounding.NEAREST: ROUND_HALF_UP,
    Rounding.EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: ROUND_FLOOR,
    Rounding.UP: ROUND_CEILING,
}


@dataclass(frozen=True)
class Part:
    """A slice of a scale (from `key` to `until`) or a criterion of a score (`key` names it): so
    much, at this rate, makes this."""

    key: Operand
    amount: Decimal
    rate: Decimal
    value: Decimal
    until: Decimal | None = None


@dataclass(frozen=True)
class Result:
    value: Value
    parts: tuple[Part, ...] = ()
    row: Row | None = None
    inexact: bool = False


Numbers = tuple[Decimal, ...]
Rows = Sequence[Row]


def run(step: Step, given: tuple[Value, ...], weights: tuple[Value, ...], rows: Rows) -> Result:
    """Raise decimal's signals, InputProblem."""
    if step.do in SIMPLE:
        return Result(SIMPLE[step.do](step, cast("Any", given)))
    if step.do is Do.DIVIDE:
        numbers = cast("Numbers", given)
        return cut(CUT.divide(*numbers), EXACT.multiply, numbers)
    if step.do is Do.SCORE:
        return score(step, cast("Numbers", given), cast("Numbers", weights))
    return BY_TABLE[step.do](step, cast("Any", given[0]), rows)


def cut(value: Decimal, times: Callable[..., Decimal], numbers: Numbers) -> Result:
    """A quotient to QUOTIENT decimals, and whether that is all of it."""
    kept = CUT.quantize(value, Decimal(1).scaleb(-QUOTIENT))
    exact = times(kept, numbers[1]) == numbers[0]
    return Result(tidy(kept), inexact=not exact)


def tidy(value: Decimal) -> Decimal:
    """Without the zeros that end it, and never in powers of ten."""
    return Decimal(format(value.normalize(CUT), "f")) if value else Decimal(0)


def rounded(step: Step, given: Numbers) -> Decimal:
    mode = MODES[Rounding(step.option)]
    return Context(prec=60, rounding=mode).quantize(given[0], Decimal(1).scaleb(-step.decimals))


def compare(step: Step, given: tuple[Any, Any]) -> bool:
    left, right = given
    return bool(COMPARE[Comparison(step.option)](left, right))


COMPARE: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.BELOW: lambda left, right: left < right,
    Comparison.AT_MOST: lambda left, right: left <= right,
    Comparison.EQUAL: lambda left, right: left == right,
    Comparison.DIFFERENT: lambda left, right: left != right,
    Comparison.AT_LEAST: lambda left, right: left >= right,
    Comparison.ABOVE: lambda left, right: left > right,
}


def between(step: Step, given: tuple[dt.date, dt.date]) -> Decimal:
    """Whole days, months or years; below zero when the second date comes first."""
    first, last = given
    if step.option == Span.DAYS:
        return Decimal((last - first).days)
    if last < first:
        return -between(step, (last, first))
    months = (last.year - first.year) * 12 + last.month - first.month
    if last.day < min(first.day, calendar.monthrange(last.year, last.month)[1]):
        months -= 1  # from the 31st, the last day of a shorter month ends it
    return Decimal(months if step.option == Span.MONTHS else months // 12)


SIMPLE: dict[Do, Callable[[Step, Any], Value]] = {
    Do.ADD: lambda _step, given: reduce(EXACT.add, given),
    Do.SUBTRACT: lambda _step, given: EXACT.subtract(*given),
    Do.MULTIPLY: lambda _step, given: reduce(EXACT.multiply, given),
    Do.MIN: lambda _step, given: min(given),
    Do.MAX: lambda _step, given: max(given),
    Do.ROUND: rounded,
    Do.COMPARE: compare,
    Do.ALL: lambda _step, given: all(given),
    Do.ANY: lambda _step, given: any(given),
    Do.NOT: lambda _step, given: not given[0],
    Do.IF: lambda _step, given: given[1] if given[0] else given[2],
    Do.BETWEEN: between,
}


def score(step: Step, given: Numbers, weights: Numbers) -> Result:
    found = tuple(
        Part(name, amount, weight, EXACT.multiply(amount, weight))
        for name, amount, weight in zip(step.of, given, weights, strict=True)
    )
    return Result(reduce(EXACT.add, [part.value for part in found]), found)


def match(step: Step, given: Value, rows: Rows) -> Result:
    for row in rows:
        if row.key == given:
            return Result(row.value, row=row)
    raise InputProblem("no_row", field=step.label["fr"], value=given)


def reached(step: Step, value: Decimal, rows: Rows) -> int:
    """The index of the highest threshold that is not above. Raise InputProblem."""
    keys = [cast("Decimal", row.key) for row in rows]
    if value < keys[0]:
        raise InputProblem("below", field=step.label["fr"], value=value, mend=keys[0])
    return max(index for index, key in enumerate(keys) if key <= value)


def lookup(step: Step, value: Decimal, rows: Rows) -> Result:
    row = rows[reached(step, value, rows)]
    return Result(row.value, row=row)


def scale(step: Step, value: Decimal, rows: Rows) -> Result:
    """Each slice between two thresholds at the rate of the lower one."""
    found = []
    for index in range(reached(step, value, rows) + 1):
        low, rate = cast("Decimal", rows[index].key), cast("Decimal", rows[index].value)
        high = cast("Decimal", rows[index + 1].key) if index + 1 < len(rows) else None
        amount = EXACT.subtract(value if high is None else min(value, high), low)
        found.append(Part(low, amount, rate, EXACT.multiply(amount, rate), high))
    return Result(reduce(EXACT.add, [part.value for part in found]), tuple(found))


def interpolate(step: Step, value: Decimal, rows: Rows) -> Result:
    index = reached(step, value, rows)
    low = rows[index]
    if index + 1 == len(rows):
        return Result(low.value, row=low)
    high = rows[index + 1]
    start, end = cast("Decimal", low.value), cast("Decimal", high.value)
    from_, to = cast("Decimal", low.key), cast("Decimal", high.key)
    climb = EXACT.multiply(EXACT.subtract(value, from_), EXACT.subtract(end, start))
    width = EXACT.subtract(to, from_)
    rise = cut(CUT.divide(climb, width), EXACT.multiply, (climb, width))
    risen = EXACT.add(start, cast("Decimal", rise.value))
    return Result(risen, row=low, inexact=rise.inexact)


BY_TABLE: dict[Do, Callable[[Step, Any, Rows], Result]] = {
    Do.MATCH: match,
    Do.LOOKUP: lookup,
    Do.SCALE: scale,
    Do.INTERPOLATE: interpolate,
}
