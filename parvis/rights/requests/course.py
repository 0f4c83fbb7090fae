"""The clock of a request, from its rows."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from parvis.records.entitlements import Right
from parvis.records.holidays import Territory
from parvis.rights import clock
from parvis.rights.clock import Course, Pause, Place
from parvis.rights.requests.choices import Stage
from parvis.rights.requests.models import Request


def place() -> Place:
    return Place(Territory(settings.PARVIS_HOLIDAYS), ZoneInfo(settings.TIME_ZONE))


def today() -> dt.date:
    """The day in the territory, whatever zone a page has activated."""
    return clock.day_of(timezone.now(), place())


class Dated(NamedTuple):
    """What the clock reads of a request, and what a report says of it."""

    right: str
    stage: str
    refusal: str
    received: dt.date
    extended: dt.date | None
    answered: dt.date | None
    forwarded: dt.date | None
    withdrawn: dt.date | None
    merged_into_id: int | None


def course_of(request: Request) -> Course:
    """One query, none when `pauses` were prefetched."""
    return run(request, tuple(Pause(one.since, one.until) for one in request.pauses.all()))


def run(request: Request | Dated, pauses: tuple[Pause, ...]) -> Course:
    """No query."""
    return Course(
        received=request.received,
        regime=clock.regime_of(Right(request.right)),
        pauses=pauses,
        extended=request.extended,
        answered=request.answered,
        refused=request.stage == Stage.REFUSED,
        forwarded=request.forwarded,
        withdrawn=None if request.merged_into_id else request.withdrawn,
        merged=request.withdrawn if request.merged_into_id else None,
    )


def current(request: Request) -> Course:
    """The clock that runs now: of the request, or since it was reopened."""
    if not request.reopened:
        return course_of(request)
    return Course(
        request.reopened, clock.regime_of(Right(request.right)),
        answered=request.answered_again, refused=request.stage == Stage.REFUSED,
    )  # fmt: skip


def due(request: Request) -> dt.date:
    return clock.due(course_of(request), request.answered or today(), place())
