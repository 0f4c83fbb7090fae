"""The public counters of requests: received, in time, how long, extended, refused. Pure.

A count of one to four could tell something of someone: it is masked. Where masked counts could be
found again from a total, because few are left to share out, the next smallest is masked too; what
is a part of a masked count is masked with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

LEAST = 5
MASKED = -1  # not told: some, fewer than LEAST, or what would give such a count away


@dataclass(frozen=True)
class Row:
    """What counts of one request: `days` until the answer, None while there is none. `count`: of so
    many that are alike. `ended`: the year of the answer."""

    year: int
    right: str
    answered: bool
    in_time: bool
    days: int | None
    extended: bool
    refusal: str = ""
    count: int = 1
    ended: int | None = None


@dataclass(frozen=True)
class Year:
    """One year of receipt; a count is MASKED where it is small, None where it cannot be told."""

    year: int
    received: int
    answered: int
    in_time: int
    extended: int
    refused: int
    median_days: float | None
    by_right: Mapping[str, int]
    by_refusal: Mapping[str, int]


def masked(count: int) -> int:
    return MASKED if 0 < count < LEAST else count


def parts(counts: Mapping[str, int]) -> dict[str, int]:
    """The parts of a total that is shown, none of which can be found again by taking off."""
    found = {name: masked(count) for name, count in counts.items() if count}
    hidden = sum(counts[name] for name, count in found.items() if count == MASKED)
    for count, name in sorted((count, name) for name, count in found.items() if count != MASKED):
        if not 0 < hidden < LEAST:
            break
        found[name] = MASKED
        hidden += count
    return found


def nested(whole: int, part: int, told: bool = True) -> int:
    """A part of a whole: hidden with a whole that is not `told`, and when what is left would be a
    small count."""
    small = masked(whole) == MASKED or masked(part) == MASKED or 0 < whole - part < LEAST
    if small or not told:
        return MASKED if whole else 0
    return part


def years(rows: Iterable[Row]) -> list[Year]:
    """The last year first."""
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.year, []).append(row)
    return [of_year(year, grouped[year]) for year in sorted(grouped, reverse=True)]


def many(rows: Iterable[Row]) -> int:
    return sum(row.count for row in rows)


def counted(named: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, count in named:
        found[name] += count
    return found


def of_year(year: int, rows: list[Row]) -> Year:
    received = many(rows)
    answered = [row for row in rows if row.answered]
    refused = [row for row in answered if row.refusal]
    days = [row.days for row in answered if row.days is not None for _each in range(row.count)]
    shown = nested(received, many(answered))
    told = shown != MASKED
    refusals = counted((row.refusal, row.count) for row in refused)
    shown_refused = nested(many(answered), many(refused), told)
    return Year(
        year=year,
        received=masked(received),
        answered=shown,
        in_time=nested(many(answered), many(row for row in answered if row.in_time), told),
        extended=nested(received, many(row for row in rows if row.extended)),
        refused=shown_refused,
        median_days=median(days) if len(days) >= LEAST else None,
        by_right=parts(counted((row.right, row.count) for row in rows)),
        by_refusal=dict.fromkeys(refusals, MASKED) if shown_refused == MASKED else parts(refusals),
    )
