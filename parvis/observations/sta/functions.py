"""The functions of `$filter` (OGC 18-088, table 23) on texts, numbers and times. Those on places
are answered before (`places.py`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from parvis.observations.instants import DAY, SECOND
from parvis.observations.sta.forms import BEYOND, Constant, Expression, every, made
from parvis.observations.sta.problems import StaProblem, shown
from parvis.observations.sta.values import FIRST, LAST, Kind

Maker: TypeAlias = Callable[[list[Expression]], Expression]
# kinds of the arguments by their number, kind of the value, what makes it
Signature: TypeAlias = tuple[dict[int, tuple[Kind, ...]], Kind, Maker]
SHIFT = 719_468  # days from 1 March of year 0, where a leap day ends the year, to 1970
RELATED = re.compile("[TF*012]{9}", re.IGNORECASE)
CELL = {"T": "[012]", "*": "."}


def found_in(text: Expression, piece: Expression) -> Expression:
    return made(">", made("position", text, piece), Constant(0))


def starts(given: list[Expression]) -> Expression:
    """The first letters of a text are those of another."""
    text, piece = given
    first = made("slice", text, Constant(1), made("length", piece))
    return made("=", first, piece)


def ends(given: list[Expression]) -> Expression:
    text, piece = given
    size, wanted = made("length", text), made("length", piece)
    start = made("+", made("-", size, wanted), Constant(1))
    last = made("slice", text, start, wanted)
    return every([made(">=", size, wanted), made("=", last, piece)])


def substring(given: list[Expression]) -> Expression:
    """From a position counted from 0; to the end without a length."""
    text, start = given[:2]
    begin = made("+", made("floor", start), Constant(1))
    length = made("floor", given[2]) if len(given) == 3 else made("length", text)
    return made("slice", text, begin, length)


def rounded(given: list[Expression]) -> Expression:
    """Halves go away from zero."""
    half, zero, value = Constant(0.5), Constant(0), given[0]
    up = made("floor", made("+", value, half))
    down = made("ceil", made("-", value, half))
    return made("choice", made("<", value, zero), down, up)


def positive(instant: Expression) -> Expression:
    """µs since 1 March of year 0: never negative, so that whole divisions agree everywhere."""
    return made("+", instant, Constant(SHIFT * DAY))


def days(instant: Expression) -> Expression:
    return made("whole/", positive(instant), Constant(DAY))


def of_day(instant: Expression) -> Expression:
    """µs since midnight, UTC."""
    return made("whole%", positive(instant), Constant(DAY))


def clock(size: int, within: int | None) -> Maker:
    """A part of the day: `size` µs long, counted again after `within`."""

    def make(given: list[Expression]) -> Expression:
        count = made("whole/", of_day(given[0]), Constant(size))
        return count if within is None else made("whole%", count, Constant(within))

    return make


def fraction(given: list[Expression]) -> Expression:
    micros = made("whole%", of_day(given[0]), Constant(SECOND))
    return made("/", micros, Constant(float(SECOND)))


def era(instant: Expression) -> tuple[Expression, Expression, Expression]:
    """Eras of 400 years since 1 March of year 0, the year within, and its day, each from 0
    (H. Hinnant, “chrono-compatible low-level date algorithms”)."""
    count = days(instant)
    day = made("whole%", count, Constant(146_097))

    def part(value: Expression, size: int) -> Expression:
        return made("whole/", value, Constant(size))

    leaps = made("-", made("+", made("-", day, part(day, 1_460)), part(day, 36_524)),
                 part(day, 146_096))  # fmt: skip
    year = part(leaps, 365)
    before = made("-", made("+", made("*", year, Constant(365)), part(year, 4)), part(year, 100))
    return part(count, 146_097), year, made("-", day, before)


def month_of(day: Expression) -> Expression:
    """0 for March … 11 for February, from the day of a year that begins in March."""
    five = made("*", day, Constant(5))
    return made("whole/", made("+", five, Constant(2)), Constant(153))


def year_of(given: list[Expression]) -> Expression:
    eras, year, day = era(given[0])
    full = made("+", year, made("*", eras, Constant(400)))
    early = made(">=", month_of(day), Constant(10))
    return made("choice", early, made("+", full, Constant(1)), full)


def month(given: list[Expression]) -> Expression:
    found = month_of(era(given[0])[2])
    early = made(">=", found, Constant(10))
    return made(
        "choice",
        early,
        made("-", found, Constant(9)),
        made("+", found, Constant(3)),
    )


def day_of(given: list[Expression]) -> Expression:
    day = era(given[0])[2]
    months = made("*", month_of(day), Constant(153))
    first = made("whole/", made("+", months, Constant(2)), Constant(5))
    return made("+", made("-", day, first), Constant(1))


def related(given: list[Expression]) -> Expression:
    """A pattern of the nine intersections (DE-9IM): T any, F none, 0 1 2 of that dimension."""
    pattern = given[2].value if isinstance(given[2], Constant) else None
    if not (isinstance(pattern, str) and RELATED.fullmatch(pattern)):
        raise StaProblem("pattern", value=shown(str(pattern)))
    regex = "".join(CELL.get(sign, sign) for sign in pattern.upper())
    return made("st_relate", given[0], given[1], Constant(regex))


def function(make: Maker, kind: Kind, *kinds: Kind) -> Signature:
    return {len(kinds): kinds}, kind, make


def plain(name: str) -> Maker:
    return lambda given: made(name, *given)


TEXT, NUMBER, BOOLEAN, TIME = Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN, Kind.TIME
PLACE = Kind.PLACE
PLACES: Mapping[str, Signature] = {
    **{name: function(plain(name), BOOLEAN, PLACE, PLACE) for name in (*BEYOND, "geo.intersects")},
    "geo.distance": function(plain("geo.distance"), NUMBER, PLACE, PLACE),
    "geo.length": function(plain("geo.length"), NUMBER, PLACE),
    "st_relate": function(related, BOOLEAN, PLACE, PLACE, TEXT),
}
FUNCTIONS: Mapping[str, Signature] = {
    **PLACES,
    "substringof": function(lambda g: found_in(g[1], g[0]), BOOLEAN, TEXT, TEXT),
    "contains": function(lambda g: found_in(g[0], g[1]), BOOLEAN, TEXT, TEXT),
    "startswith": function(starts, BOOLEAN, TEXT, TEXT),
    "endswith": function(ends, BOOLEAN, TEXT, TEXT),
    "length": function(plain("length"), NUMBER, TEXT),
    "indexof": function(
        lambda g: made("-", made("position", g[0], g[1]), Constant(1)),
        NUMBER, TEXT, TEXT,
    ),
    "substring": ({2: (TEXT, NUMBER), 3: (TEXT, NUMBER, NUMBER)}, TEXT, substring),
    "tolower": function(plain("lower"), TEXT, TEXT),
    "toupper": function(plain("upper"), TEXT, TEXT),
    "trim": function(plain("trim"), TEXT, TEXT),
    "concat": function(plain("concat"), TEXT, TEXT, TEXT),
    "year": function(year_of, NUMBER, TIME),
    "month": function(month, NUMBER, TIME),
    "day": function(day_of, NUMBER, TIME),
    "hour": function(clock(3_600 * SECOND, None), NUMBER, TIME),
    "minute": function(clock(60 * SECOND, 60), NUMBER, TIME),
    "second": function(clock(SECOND, 60), NUMBER, TIME),
    "fractionalseconds": function(fraction, NUMBER, TIME),
    "date": function(
        lambda g: made("-", days(g[0]), Constant(SHIFT)), Kind.DAY, TIME
    ),
    "time": function(lambda g: of_day(g[0]), Kind.CLOCK, TIME),
    "totaloffsetminutes": function(
        lambda g: made("choice", made("absent", g[0]), Constant(0), Constant(0)), NUMBER, TIME
    ),
    "now": function(lambda g: g[0], TIME),
    "mindatetime": function(lambda g: Constant(FIRST), TIME),
    "maxdatetime": function(lambda g: Constant(LAST), TIME),
    "round": function(rounded, NUMBER, NUMBER),
    "floor": function(plain("floor"), NUMBER, NUMBER),
    "ceiling": function(plain("ceil"), NUMBER, NUMBER),
}  # fmt: skip
