"""Where one data set stands, in the few values that lists and counts are made from. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from parvis.catalogue.quality import mqa, nine
from parvis.catalogue.quality.criterion import lacking, total
from parvis.catalogue.quality.described import Described

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
    found = mqa.measured(exported)
    points, most = round(total(found)), round(sum(one.most for one in found))
    return Standing(points, most, band(exported), names(said, exported), nine.late_after(said))


def band(it: Described) -> str:
    """The European rating of what the record says: addresses, whose answers come and go, apart."""
    found = [one for one in mqa.criteria(it) if one.name not in mqa.ANSWERING]
    return mqa.rating(total(found) * mqa.MOST / sum(one.most for one in found))


def names(said: Described, exported: Described) -> tuple[str, ...]:
    """Names of the criteria to work on, each advice once."""
    national = [one for one in nine.criteria(said, dt.date.min) if one.name not in nine.TIMELY]
    told: dict[str, str] = {}
    for one in (*lacking(mqa.measured(exported)), *lacking(national)):
        told.setdefault(one.todo, one.name)
    return tuple(told.values())
