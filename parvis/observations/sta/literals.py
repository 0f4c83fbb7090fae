"""Times and durations as the standard writes them (ISO 8601), read into nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from parvis.lake.query import instants
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Day, Moment, Node, Place, Quantity

DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


@dataclass(frozen=True, slots=True)
class Clock(Node):
    """A time of day, `07:30:00`."""

    value: time


def moment(text: str, place: Place | None) -> Moment:
    """Without a zone: the territory's clock."""
    try:
        value = instants.read(text)
    except ValueError as error:
        raise QueryProblem("date", place, word=text[:40]) from error
    if not isinstance(value, datetime):
        raise QueryProblem("date", place, word=text[:40])
    return Moment(value, place=place)


def day(text: str, place: Place | None) -> Day:
    try:
        value = instants.read(text)
    except ValueError as error:
        raise QueryProblem("date", place, word=text[:40]) from error
    return Day(value, place=place)


def clock(text: str, place: Place | None) -> Clock:
    whole, _dot, part = text.partition(".")
    try:
        value = time.fromisoformat(f"{whole}.{part[:6]:0<6}" if part else whole)
    except ValueError as error:
        raise QueryProblem("date", place, word=text[:40]) from error
    return Clock(value, place=place)


def duration(text: str, place: Place | None) -> Quantity:
    """`P1DT2H`: days, hours, minutes and seconds, which have one length each; in seconds."""
    found = DURATION.fullmatch(text)
    given = {name: found[name] for name in SECONDS if found and found[name]}
    if found is None or not given:
        raise QueryProblem("date", place, word=text[:40])
    total = sum(float(value) * SECONDS[name] for name, value in given.items())
    return Quantity(-total if found["sign"] else total, "s", place=place)
