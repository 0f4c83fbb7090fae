"""Where one data set stands, in the few values that lists and counts are made from. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from parvis.catalogue.quality import mqa, nine
from parvis.catalogue.quality.criterion import Criterion, lacking, total
from parvis.catalogue.quality.described import Described

ABOUT_ANSWERS = mqa.ANSWERING | {"all_resources_available"}
BANDS = tuple(name for name, _least in mqa.RATINGS)  # best first


@dataclass(frozen=True, slots=True)
class Standing:
    """`points` of `most` measured; `lacking` names what is not wholly kept, what
    brings most first, those of the nine criteria that the European ones do not say after them. What
    depends on the day is not among them: `late_after` is the last day in time, None when no day is.
    """

    points: int
    most: int
    band: str
    lacking: tuple[str, ...]
    late_after: dt.date | None


def standing(said: Described, exported: Described) -> Standing:
    """`said`: the record's own words; `exported`: with what we say for it (see `scores.read`)."""
    european = mqa.measured(exported)
    points, most = round(total(european)), round(sum(one.most for one in european))
    late_after = nine.late_after(said)
    return Standing(points, most, rated(european), names(european, said), late_after)


def band(it: Described) -> str:
    """The European rating of what the record says: addresses, whose answers come and go, apart."""
    return rated(mqa.measured(it))


def rated(european: Iterable[Criterion]) -> str:
    found = [one for one in european if one.name not in mqa.ANSWERING]
    return mqa.rating(total(found) * mqa.MOST / sum(one.most for one in found))


def left(
    european: Iterable[Criterion], national: Iterable[Criterion], it: Described
) -> list[Criterion]:
    """What is to be worked on, what brings most first, Europe's before the others; where there is
    no file, nothing about addresses that would not answer."""
    found = [*lacking(european), *lacking(national)]
    return found if it.forms else [one for one in found if one.name not in ABOUT_ANSWERS]


def names(european: Iterable[Criterion], said: Described) -> tuple[str, ...]:
    """Names of the criteria to work on, each advice once."""
    national = [one for one in nine.criteria(said, dt.date.min) if one.name not in nine.TIMELY]
    told: dict[str, str] = {}
    for one in left(european, national, said):
        told.setdefault(one.todo, one.name)
    return tuple(told.values())
