"""Public holidays of the territories of France, and the working days between them. Pure.

Code du travail, L.3133-1 (the eleven of the whole country), L.3134-13 (Alsace-Moselle), L.3422-2
and loi 83-550 (the days that commemorate the abolition of slavery). A Saturday or a Sunday is no
working day here: Regulation (EEC, Euratom) 1182/71, article 2(2).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import cache

# every year on the same day: (month, day)
NATIONAL = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday: days after Easter Sunday
GOOD_FRIDAY = -2


class Territory(StrEnum):
    """The value is that of the setting PARVIS_HOLIDAYS."""

    NATIONAL = "national"
    ALSACE_MOSELLE = "alsace-moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "la-reunion"
    MAYOTTE = "mayotte"
    SAINT_BARTHELEMY = "saint-barthelemy"
    SAINT_MARTIN = "saint-martin"


OWN: dict[Territory, tuple[tuple[int, int], ...]] = {
    Territory.ALSACE_MOSELLE: ((12, 26),),
    Territory.GUADELOUPE: ((5, 27),),
    Territory.MARTINIQUE: ((5, 22),),
    Territory.GUYANE: ((6, 10),),
    Territory.REUNION: ((12, 20),),
    Territory.MAYOTTE: ((4, 27),),
    Territory.SAINT_BARTHELEMY: ((10, 9),),
    Territory.SAINT_MARTIN: ((5, 28),),
}


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    golden, (century, short) = year % 19, divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * rest + 2 * (short // 4) - moon - short % 4) % 7
    shift = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)


@cache
def holidays(year: int, territory: Territory = Territory.NATIONAL) -> frozenset[dt.date]:
    """The public holidays of one year."""
    fixed = (*NATIONAL, *OWN.get(territory, ()))
    moving: tuple[int, ...] = AFTER_EASTER
    if territory is Territory.ALSACE_MOSELLE:
        moving = (GOOD_FRIDAY, *moving)
    return frozenset(
        [dt.date(year, month, day) for month, day in fixed]
        + [easter(year) + dt.timedelta(days=days) for days in moving]
    )


def is_working(day: dt.date, territory: Territory = Territory.NATIONAL) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year, territory)


def working_on_or_after(day: dt.date, territory: Territory = Territory.NATIONAL) -> dt.date:
    """That day, or the working day that follows it."""
    while not is_working(day, territory):
        day += dt.timedelta(days=1)
    return day
