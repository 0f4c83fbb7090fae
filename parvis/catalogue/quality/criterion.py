"""One criterion of a score: whether it is kept, what it gives, what to do when it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """`points` of `most`; `sentence` says what it is, `todo` what to do next (both French, for
    `gettext`); `field` is the field of the record where it is done, "" when none does it."""

    name: str
    sentence: str
    points: float
    most: float
    todo: str
    field: str

    @property
    def kept(self) -> bool:
        return self.points >= self.most


def total(criteria: Iterable[Criterion]) -> float:
    return sum(one.points for one in criteria)


def lacking(criteria: Iterable[Criterion]) -> list[Criterion]:
    """Those not wholly kept, what brings most points first."""
    left = [one for one in criteria if not one.kept]
    return sorted(left, key=lambda one: one.points - one.most)
