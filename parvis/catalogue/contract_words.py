"""What people read of a contract: who, from when to when, which data are due, late or delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.deliveries import Standing, State, standing
from parvis.design.jinja import date_words
from parvis.records.projection import View, for_reader

MOST = 60  # deliveries on the page
Content = Mapping[str, Any]


def facts(view: View) -> list[dict[str, Any]]:
    content = view.content
    found = {
        _("Avec"): content.get("partner") or "",
        _("Numéro"): content.get("number") or "",
        _("Depuis"): day_words(content.get("starts_on")),
        _("Jusqu’au"): day_words(content.get("ends_on")),
        _("Données dues"): summary(content, timezone.localdate()),
    }
    return [{"term": term, "value": value} for term, value in found.items() if value]


def page_context(view: View) -> dict[str, Any]:
    """The late ones first, each with its state in words; the set only where its link shows."""
    today = timezone.localdate()
    due = for_reader([n for n in view.neighbours if n.predicate.name == "makes_due"])
    sets = {str(one.uuid): one for one in due}
    rows = sorted(view.content.get("deliveries") or (), key=lambda one: order(one, today))
    return {
        "subject": view.text("subject"),
        "late": [one["title"] for one in rows if stands(one, today).state is State.LATE][:MOST],
        "deliveries": [row(one, today, sets, view.lang()) for one in rows[:MOST]],
        "deliveries_total": len(rows),
    }


def row(one: Content, today: dt.date, sets: Mapping[str, Any], lang: str) -> list[Any]:
    found = sets.get(one.get("dataset") or "")
    url = reverse("site:record", args=["donnees", found.slug]) if found else ""
    return [
        {"text": one["title"], "lang": lang},
        day_words(one.get("due_on")),
        state_words(stands(one, today)),
        {"text": found.title if found else "", "lang": found.lang if found else "", "url": url},
    ]


def order(one: Content, today: dt.date) -> tuple[bool, bool, str]:
    state = stands(one, today).state
    done = state in (State.DELIVERED, State.DELIVERED_LATE)
    return (state is not State.LATE, done, one.get("due_on") or "9999")


def stands(one: Content, today: dt.date) -> Standing:
    return standing(day(one.get("due_on")), day(one.get("delivered_on")), today)


def state_words(found: Standing) -> str:
    days = found.days
    if found.state is State.LATE:
        return ngettext("en retard de %(days)s jour", "en retard de %(days)s jours", days) % {
            "days": days
        }
    if found.state is State.DELIVERED_LATE:
        return ngettext(
            "remises avec %(days)s jour de retard", "remises avec %(days)s jours de retard", days
        ) % {"days": days}
    return {
        State.DELIVERED: _("remises"),
        State.TO_COME: _("à venir"),
        State.UNDATED: _("sans date prévue"),
    }[found.state]


def summary(content: Content, today: dt.date) -> str:
    """How many are due, delivered and late: "5, dont 3 remises et 1 en retard"."""
    states = [stands(one, today).state for one in content.get("deliveries") or ()]
    if not states:
        return ""
    done = sum(state in (State.DELIVERED, State.DELIVERED_LATE) for state in states)
    late = states.count(State.LATE)
    numbers = {"all": len(states), "done": done, "late": late}
    return (
        ngettext(
            "%(all)s, dont %(done)s remise et %(late)s en retard",
            "%(all)s, dont %(done)s remises et %(late)s en retard",
            done,
        )
        % numbers
    )


def search_fields(content: Content) -> dict[str, Any]:
    titles = [one["title"] for one in content.get("deliveries") or ()]
    return {"parts": tuple(titles), "body": content.get("subject") or ""}


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def day_words(text: str | None) -> str:
    return date_words(text) if text else ""
