"""The clocks of rights: when an answer is due, what stops or lengthens the delay. Pure.

Every date is a day of the territory: `day_of` reads it from an instant. Three clocks, never mixed:

- GDPR (Regulation (EU) 2016/679, art. 12(3)): one month from receipt by the organisation, counted
  by Regulation (EEC, Euratom) 1182/71, art. 3: the day of receipt is not counted (1), the month
  ends on the same date, or on the last day of a shorter month (2)(c), holidays and week-ends count
  (3), but where the last day is one of them, the following working day is the last (4). A month
  always holds two working days (5). Two further months only when told, with reasons, inside the
  first. What identity costs in days is added before (4): a suspension, for a reasoned doubt.
- CRPA (documents, rules of a decision): `parvis.catalogue.citizens.clock`, the only one of its
  kind. It is neither suspended nor extended; silence is a refusal.
- Footage: images vanish by themselves, at most a month after they were taken (CSI, L.252-5), so a
  request holds them at once.

docs/en/rights.md derives each rule, and each test vector, from the text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from parvis.catalogue.citizens import clock as crpa
from parvis.catalogue.citizens.clock import months_after
from parvis.records.entitlements import Right
from parvis.records.holidays import Territory, working_on_or_after

MONTHS = 1
MONTHS_EXTENDED = 3
MONTHS_OF_IMAGES = 1


class Regime(StrEnum):
    GDPR = "gdpr"
    CRPA = "crpa"
    CUSTOM = "custom"  # no text gives a delay: ours, the same month


REGIMES = {
    Right.DOCUMENT: Regime.CRPA,
    Right.EXPLANATION: Regime.CRPA,
    Right.POST_MORTEM: Regime.CUSTOM,  # loi 78-17, art. 85: no delay; GDPR is for the living
}


def regime_of(right: Right) -> Regime:
    return REGIMES.get(right, Regime.GDPR)


class State(StrEnum):
    """Where a request stands on a day: read, never kept."""

    RUNNING = "running"
    SUSPENDED = "suspended"  # we asked who it is and wait
    EXTENDED = "extended"
    LATE = "late"
    SILENT = "silent"  # CRPA: no answer in time, which the law reads as a refusal
    ANSWERED = "answered"
    FORWARDED = "forwarded"  # another body answers for it, who was told
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # another request of the same person goes on for both


@dataclass(frozen=True)
class Pause:
    """Identity asked on `since` for a reasoned doubt, proved on `until` (None: still awaited)."""

    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Course:
    """What happened to a request so far, in days of the territory.

    `received`: by the organisation, whichever service. `extended`: the extension was told, with its
    reasons. `forwarded`: to a body that is no part of this portal.
    """

    received: dt.date
    regime: Regime = Regime.GDPR
    pauses: tuple[Pause, ...] = ()
    extended: dt.date | None = None
    answered: dt.date | None = None
    refused: bool = False
    forwarded: dt.date | None = None
    withdrawn: dt.date | None = None
    merged: dt.date | None = None


@dataclass(frozen=True)
class Place:
    """Whose holidays count, and which clock on the wall."""

    territory: Territory = Territory.NATIONAL
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))


FRANCE = Place()


def day_of(instant: dt.datetime, place: Place = FRANCE) -> dt.date:
    """The day of an instant (which knows its zone) in the territory."""
    return instant.astimezone(place.zone).date()


def last_instant(day: dt.date, place: Place = FRANCE) -> dt.datetime:
    """The expiry of the last hour of a day: the first instant that is too late."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), place.zone)


def suspended_days(pauses: Iterable[Pause], today: dt.date) -> int:
    """Days during which identity was awaited; two pauses that overlap count once."""
    total, reached = 0, dt.date.min
    for pause in sorted(pauses, key=lambda one: one.since):
        since = max(pause.since, reached)
        until = pause.until or max(today, pause.since)
        total += max(0, (until - since).days)
        reached = max(reached, until)
    return total


def raw(course: Course, months: int, today: dt.date) -> dt.date:
    """The same date `months` later (art. 3(2)(c)), and the days of suspension. A pause asked once
    the delay had run out stops nothing."""
    end = months_after(course.received, months)
    days = 0
    kept: list[Pause] = []
    for pause in sorted(course.pauses, key=lambda one: one.since):
        if pause.since > end + dt.timedelta(days=days):
            break
        kept.append(pause)
        days = suspended_days(kept, today)
    return end + dt.timedelta(days=days)


def rounded(day: dt.date, place: Place) -> dt.date:
    """Article 3(4)."""
    return working_on_or_after(day, place.territory)


def first_due(course: Course, today: dt.date, place: Place = FRANCE) -> dt.date:
    """The last day of the first month: to answer, or to tell an extension."""
    return rounded(raw(course, MONTHS, today), place)


def is_extended(course: Course, place: Place = FRANCE) -> bool:
    """Whether an extension was told in time; told too late it is none."""
    if course.regime is Regime.CRPA or course.extended is None:
        return False
    return course.extended <= first_due(course, course.extended, place)


def due(course: Course, today: dt.date, place: Place = FRANCE) -> dt.date:
    """The last day on which an answer is in time, as far as is known today."""
    if course.regime is Regime.CRPA:
        return crpa.due(crpa.Course(course.received))
    months = MONTHS_EXTENDED if is_extended(course, place) else MONTHS
    return rounded(raw(course, months, today), place)


def may_extend(course: Course, today: dt.date, place: Place = FRANCE) -> bool:
    """Inside the first month only, once, while nothing is answered."""
    ended = course.answered or course.forwarded or course.withdrawn or course.merged
    if course.regime is Regime.CRPA or course.extended or ended:
        return False
    return today <= first_due(course, today, place)


def may_suspend(course: Course, today: dt.date, place: Place = FRANCE) -> bool:
    """Before the bare delay has run out (a holiday at its end leaves time to answer, not to ask),
    and only one question of identity at a time."""
    open_one = any(pause.until is None for pause in course.pauses)
    ended = course.answered or course.forwarded or course.withdrawn or course.merged
    if course.regime is Regime.CRPA or open_one or ended:
        return False
    months = MONTHS_EXTENDED if is_extended(course, place) else MONTHS
    return today <= raw(course, months, today)


def state(course: Course, today: dt.date, place: Place = FRANCE) -> State:
    ends = (
        (course.withdrawn, State.WITHDRAWN), (course.merged, State.MERGED),
        (course.answered, State.ANSWERED), (course.forwarded, State.FORWARDED),
    )  # fmt: skip
    for day, ended in ends:
        if day:
            return ended
    if today > due(course, today, place):
        return State.SILENT if course.regime is Regime.CRPA else State.LATE
    if course.regime is not Regime.CRPA and any(one.until is None for one in course.pauses):
        return State.SUSPENDED
    return State.EXTENDED if is_extended(course, place) else State.RUNNING


def in_time(course: Course, place: Place = FRANCE) -> bool | None:
    """Whether the answer came in time; None while there is none."""
    if course.answered is None:
        return None
    return course.answered <= due(course, course.answered, place)


def days_taken(course: Course) -> int | None:
    """Days from receipt to answer, those of suspension taken off; None while there is none."""
    if course.answered is None:
        return None
    paused = 0 if course.regime is Regime.CRPA else suspended_days(course.pauses, course.answered)
    return max(0, (course.answered - course.received).days - paused)


def commission_before(course: Course, today: dt.date) -> dt.date | None:
    """The last day to seize the CADA (CRPA, R.343-1); None while nothing was refused."""
    if course.regime is not Regime.CRPA:
        return None
    decision = None
    if course.answered:
        decision = crpa.Decision.REFUSED if course.refused else crpa.Decision.ACCEPTED
    said = crpa.Course(course.received, answered=course.answered, decision=decision)
    return crpa.appeal_before(said, today)


def elsewhere(course: Course) -> Course | None:
    """The course of a request that was forwarded to another body, as it runs there.

    CRPA, L.114-3: silence is counted from receipt by the first administration. GDPR: the other
    controller's month runs from its own receipt, at the earliest the day it was forwarded.
    """
    if course.forwarded is None:
        return None
    received = course.received if course.regime is Regime.CRPA else course.forwarded
    return replace(Course(received), regime=course.regime)


def images_gone(filmed: dt.date, kept_days: int | None = None) -> dt.date:
    """The last day on which images of a day exist without a hold: what the device says it keeps,
    never more than a month (CSI, L.252-5)."""
    legal = months_after(filmed, MONTHS_OF_IMAGES)
    if kept_days is None:
        return legal
    return min(legal, filmed + dt.timedelta(days=kept_days))


def hold_answer_before(course: Course, filmed: dt.date, today: dt.date, place: Place = FRANCE,
                       kept_days: int | None = None) -> dt.date:  # fmt: skip
    """When to have answered a request for images: before the legal month of the images ends, so
    that the hold is no longer retention; never later than the law's own delay."""
    return min(due(course, today, place), max(images_gone(filmed, kept_days), today))


def hold_outlives(filmed: dt.date, today: dt.date) -> bool:
    """Whether images held today are older than the month that the law gives them."""
    return today > months_after(filmed, MONTHS_OF_IMAGES)
