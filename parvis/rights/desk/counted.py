"""What the filters of the list of requests count.

The database counts together the requests that are alike in all that filters ask: four questions,
whatever is chosen and however many there are. What each filter finds is added up from these.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, DateField, F, Q, QuerySet, Value, When

from parvis.records.questions import Question
from parvis.rights.desk.models import Part
from parvis.rights.requests import counting
from parvis.rights.requests.choices import OPEN, Stage
from parvis.rights.requests.models import Hold, Request

SOON = dt.timedelta(days=7)
CLOSED = tuple(stage for stage in Stage if stage not in OPEN)
ALIKE = ("organisation", "stage", "right")


class Cell(NamedTuple):
    """Requests that are alike, and how many. `delay`: "late", "soon", "later", "" for none.

    `parts`: a service has not answered in time; `images`: some are put aside. `asked`: a service
    that was asked something.
    """

    organisation: int
    stage: str
    right: str
    number: int
    delay: str = ""
    parts: bool = False
    images: bool = False
    asked: int = 0


class Cells(NamedTuple):
    """`every` request; again those that are `flagged`, with what is late or put aside; again those
    `asked` of a service that is not the one that answers, for each such service."""

    every: list[Cell]
    flagged: list[Cell]
    asked: list[Cell]


def awaited(rows: QuerySet[Request]) -> QuerySet[Any]:
    """With the day when each open one awaits an answer."""
    is_open = Q(stage__in=OPEN)
    again = When(is_open & Q(reopened__isnull=False), then=F("again_due"))
    due = Case(again, When(is_open, then=F("due")), output_field=DateField())
    return rows.annotate(awaited=due)


def late_parts(today: Any) -> QuerySet[Any]:
    return Part.objects.filter(state=Part.State.ASKED, due__lt=today).order_by().values("request")


def with_images() -> QuerySet[Any]:
    return Hold.objects.filter(released=None).values("request")


def delayed(rows: QuerySet[Request], today: Any, soon: Any) -> QuerySet[Any]:
    delay = Case(
        When(awaited__lt=today, then=Value("late")),
        When(awaited__lte=soon, then=Value("soon")),
        When(awaited__isnull=False, then=Value("later")),
        default=Value(""), output_field=CharField(),
    )  # fmt: skip
    return awaited(rows).annotate(delay=delay)


def flagged(rows: QuerySet[Request], today: Any, soon: Any) -> QuerySet[Any]:
    late = Q(stage__in=OPEN, pk__in=late_parts(today))
    flags = {"parts": counting.told(late), "images": counting.told(Q(pk__in=with_images()))}
    return delayed(rows, today, soon).annotate(**{f"has_{name}": q for name, q in flags.items()})


def of_closed(rows: QuerySet[Request]) -> QuerySet[Any]:
    return rows.filter(stage__in=CLOSED).values_list(*ALIKE).annotate(n=Count("*"))


def of_open(rows: QuerySet[Request], today: Any, soon: Any) -> QuerySet[Any]:
    found = delayed(rows.filter(stage__in=OPEN), today, soon)
    return found.values_list(*ALIKE, "delay").annotate(n=Count("*"))


def of_flagged(rows: QuerySet[Request], today: Any, soon: Any) -> QuerySet[Any]:
    """Few of them: found by what flags them."""
    few = rows.filter(pk__in=late_parts(today).union(with_images()))
    told = ("delay", "has_parts", "has_images")
    found = flagged(few, today, soon).values_list(*ALIKE, *told)
    return found.annotate(n=Count("*"))


def of_asked(rows: QuerySet[Request], today: Any, soon: Any) -> QuerySet[Any]:
    few = rows.filter(pk__in=Part.objects.order_by().values("request"))
    told = ("delay", "has_parts", "has_images", "parts__organisation")
    found = flagged(few, today, soon).values_list(*ALIKE, *told)
    return found.annotate(n=Count("pk", distinct=True))


def of(organisations: Sequence[int]) -> QuerySet[Request]:
    return Request.objects.filter(organisation__in=organisations).order_by()


def question(make: Callable[..., QuerySet[Any]]) -> Question:
    """Its values: today, the last day that is soon, organisations."""
    return Question(lambda _shape, values: make(of(values[2:]), *values[:2]))


CLOSED_ONES = Question(lambda _shape, organisations: of_closed(of(organisations)))
OPEN_ONES, FLAGGED, ASKED = question(of_open), question(of_flagged), question(of_asked)


def cells(organisations: Iterable[int], today: dt.date) -> Cells:
    """Of the requests of these organisations."""
    those = sorted(organisations)
    values = [today, today + SOON, *those]
    every = [*CLOSED_ONES(those), *OPEN_ONES(values)]
    asked = map(cell, ASKED(values))
    return Cells(
        [*map(cell, every)],
        [*map(cell, FLAGGED(values))],
        [one for one in asked if one.asked != one.organisation],
    )


def cell(row: Sequence[Any]) -> Cell:
    """Of a row, which ends with the count."""
    organisation, stage, right, *more, number = row
    return Cell(organisation, stage, right, number, *more)


FILTERS: Mapping[str, Callable[[Cell, str], bool]] = {
    "echeance": lambda cell, value: {
        "late": cell.delay == "late", "soon": cell.delay == "soon",
        "parts": cell.parts, "images": cell.images,
    }.get(value, False),
    "droit": lambda cell, value: cell.right == value,
    "etat": lambda cell, value: cell.stage in OPEN if value == "open" else cell.stage == value,
}  # fmt: skip
FLAGS = ("parts", "images")


def key_of(value: str) -> int:
    """Of `?service=`; 0, which is nobody's, for what is no key."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def found(told: Cells, chosen: Mapping[str, str], flags: bool = False) -> list[Cell]:
    """What these filters find, each request in one cell; `flags`: only what is flagged, with it."""
    flags = flags or chosen.get("echeance") in FLAGS
    service = key_of(chosen["service"]) if "service" in chosen else None

    def fits(cell: Cell) -> bool:
        return all(FILTERS[name](cell, value) for name, value in chosen.items() if name in FILTERS)

    own = [cell for cell in (told.flagged if flags else told.every) if fits(cell)]
    if service is None:
        return own
    asked = [cell for cell in told.asked if cell.asked == service and fits(cell)]
    return [cell for cell in own if cell.organisation == service] + asked


def many(cells: Iterable[Cell]) -> int:
    return sum(cell.number for cell in cells)


def by(name: str, cells: Iterable[Cell]) -> Counter[Any]:
    """How many of each value of a field of cells."""
    counts: Counter[Any] = Counter()
    for cell in cells:
        counts[getattr(cell, name)] += cell.number
    return counts


def delays(told: Cells, others: Mapping[str, str]) -> Mapping[str, int]:
    """How many are late, soon due, wait for a service, have images put aside."""
    counts = by("delay", found(told, others))
    flagged = found(told, others, flags=True)
    counts["parts"] = many(cell for cell in flagged if cell.parts)
    counts["images"] = many(cell for cell in flagged if cell.images)
    return counts


def services(told: Cells, others: Mapping[str, str]) -> Counter[int]:
    """Who answers these requests, or was asked something of them, with how many."""
    counts = by("organisation", found(told, others))
    for cell in told.asked:
        if all(FILTERS[name](cell, value) for name, value in others.items()):
            counts[cell.asked] += cell.number
    return counts
