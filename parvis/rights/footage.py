"""Footage put aside for a request: how long, and when to warn. Pure.

CSI L.252-5: footage is kept a month at most, unless an inquiry or a judge asks for it. A hold never
becomes retention beyond that month unless a text that allows it is named: aim at an answer before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from parvis.catalogue.citizens.clock import months_after
from parvis.records.problems import Problem, gettext_noop

WARN = (dt.timedelta(days=7), dt.timedelta(days=3), dt.timedelta(days=1))
LONGEST = dt.timedelta(hours=24)  # of one interval


class FootageProblem(Problem):
    sentences: ClassVar = {
        "order": gettext_noop("La fin vient avant le début : échangez-les."),
        "long": gettext_noop("L’intervalle dépasse 24 heures : dites un moment plus court."),
        "future": gettext_noop("« %(value)s » n’est pas encore passé : corrigez la date."),
        "expired": gettext_noop(
            "La loi ne permet pas de garder ces images après le %(most)s : elles sont effacées."
        ),
        "beyond": gettext_noop(
            "« %(value)s » dépasse le %(most)s, un mois après les images : choisissez un jour "
            "avant, ou dites quel texte permet de les garder plus longtemps."
        ),
    }


class HoldState(StrEnum):
    ASKED = "asked"  # whoever runs the camera has not said yet that it is done
    HELD = "held"
    RELEASED = "released"  # not needed any more, not erased yet
    ERASED = "erased"
    TOO_LATE = "too_late"  # it was erased already when it was asked for


@dataclass(frozen=True)
class Span:
    """When the footage was taken, in local time."""

    begins: dt.datetime
    ends: dt.datetime


def checked(span: Span, now: dt.datetime) -> Span:
    """Raise FootageProblem."""
    if span.ends < span.begins:
        raise FootageProblem("order")
    if span.ends - span.begins > LONGEST:
        raise FootageProblem("long")
    if span.begins > now:
        raise FootageProblem("future", value=span.begins.date().isoformat())
    return span


def expires(span: Span, kept_days: int | None = None) -> dt.date:
    """The last day of the images where nobody holds them: what the camera keeps (`kept_days`), a
    month at most."""
    legal = last_day(span)
    if kept_days is None:
        return legal
    return min(legal, span.begins.date() + dt.timedelta(days=kept_days))


def last_day(span: Span) -> dt.date:
    """The last day on which the law lets these images be, without another text."""
    return months_after(span.begins.date(), 1)


def checked_until(until: dt.date, span: Span, ground: str) -> dt.date:
    """Until when the hold may last; raise FootageProblem when that needs a text nobody named."""
    most = last_day(span)
    if until > most and not ground.strip():
        raise FootageProblem("beyond", value=until.isoformat(), most=most.isoformat())
    return until


def warning(until: dt.date, warned: dt.date | None, today: dt.date) -> bool:
    """Whether to warn today that images end on `until`: seven, three and one day before, then
    every day until it is said that they are erased."""
    if today > until:
        return warned is None or warned < today
    passed = [until - before for before in WARN if until - before <= today]
    return bool(passed) and (warned is None or warned < max(passed))
