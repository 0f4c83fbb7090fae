"""What people read of a re-use, a request, and of who uses a data set."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.citizens import clock
from parvis.catalogue.citizens.models import ChangeNotice
from parvis.catalogue.citizens.records import Reuse, course_of, date_in
from parvis.design.spoken import in_words
from parvis.records import hooks
from parvis.records.projection import Neighbour, View, for_reader
from parvis.records.questions import Question

State = clock.State
STILL_SHOWN = dt.timedelta(days=30)  # after its day, or after it was announced without one
MOST_ANNOUNCED = 5
LEVELS = {
    State.RECEIVED: "none",
    State.STUDIED: "watch",
    State.LATE: "bad",
    State.ACCEPTED: "good",
    State.REFUSED: "none",
}


def facts(view: View) -> list[dict[str, Any]] | None:
    if view.type == "reuse":
        return reuse_facts(view)
    return request_facts(view) if view.type == "request" else None


def reuse_facts(view: View) -> list[dict[str, Any]]:
    content = view.content
    kind = Reuse.Kind(content["kind"]).label if content.get("kind") else ""
    found = [
        {"term": _("Nature"), "value": str(kind)},
        {"term": _("Par"), "value": content.get("author", "")},
        {"term": _("À voir ici"), "value": content["address"], "url": content["address"]},
    ]
    return [fact for fact in found if fact["value"]]


def state_words(state: clock.State) -> str:
    return {
        State.RECEIVED: _("Reçue"),
        State.STUDIED: _("À l’étude"),
        State.LATE: _("En retard : aucune réponse dans le délai"),
        State.ACCEPTED: _("Acceptée"),
        State.REFUSED: _("Refusée"),
    }[state]


def request_facts(view: View) -> list[dict[str, Any]]:
    course = course_of(view.content)
    due = in_words(clock.due(course))
    found = [
        {"term": _("Reçue le"), "value": in_words(course.received)},
        {"term": _("Réponse due au plus tard le"), "value": due, "help": _("Un mois, dit la loi.")},
        {"term": _("À l’étude depuis le"), "value": in_words(course.studied)},
        {"term": _("Répondue le"), "value": in_words(course.answered)},
        {"term": _("Décision en vigueur depuis le"), "value": in_words(course.decided)},
        {"term": _("Base légale"), "value": view.content.get("ground", ""), "lang": view.lang()},
    ]
    return [fact for fact in found if fact["value"]]


def page_context(view: View) -> dict[str, Any] | None:
    if view.type == "reuse":
        return {"address": view.content["address"]}
    return request_context(view) if view.type == "request" else None


def request_context(view: View) -> dict[str, Any]:
    today = timezone.localdate()
    course = course_of(view.content)
    state = clock.state(course, today)
    return {
        "state_now": (state_words(state), LEVELS[state]),
        "answer": [part for part in view.text("answer").splitlines() if part.strip()],
        "late": clock.answered_late(course),
        "corrected": in_words(date_in(view.content, "corrected")),
        "appeal": remedy(state, in_words(clock.appeal_before(course, today))),
    }


def remedy(state: clock.State, before: str) -> str:
    """How to go on after a refusal or a silence; "" when there is nothing to contest."""
    if not before:
        return ""
    head = (
        _("Un mois sans réponse vaut refus (article R.*311-12 du CRPA).")
        if state is State.LATE
        else _("Vous pouvez contester ce refus.")
    )
    end = _(
        "Saisissez la CADA au plus tard le %(date)s (article R.343-1 du CRPA) : son avis est "
        "nécessaire avant d’aller devant le juge (article L.342-1)."
    )
    return f"{head} {end % {'date': before}}"


def about_dataset(view: View) -> dict[str, Any]:
    """Who uses a data set, what is announced of it, and the doors to declare a re-use or ask for
    access; one query."""
    query = "?" + urlencode({"donnees": view.slug})
    told: dict[str, list[Any]] = {"reuses": [], "used_in": [], "asks_for": []}
    for one in view.neighbours:
        if one.predicate.name in told and one.forward == (one.predicate.name == "used_in"):
            told[one.predicate.name].append(one)
    shown = for_reader([one for found in told.values() for one in found[:12]])
    named = {name: [end(one) for one in shown if one.predicate.name == name] for name in told}
    return {
        "users": named["used_in"],
        "reuses": named["reuses"],
        "reuses_total": len(told["reuses"]),
        "requests": named["asks_for"],
        "announced": announced(view),
        "reuse_url": reverse("site:reuse_form") + query,
        "request_url": reverse("site:request_form") + query,
    }


def announced(view: View) -> list[ChangeNotice]:
    """Changes that were announced and are still to come, or came less than a month ago."""
    since = timezone.localdate() - STILL_SHOWN, timezone.now() - STILL_SHOWN
    return ANNOUNCED([view.uuid, *since])


def recent(_shape: None, values: list[Any]) -> QuerySet[ChangeNotice]:
    dataset, day, moment = values
    notices = ChangeNotice.objects.filter(dataset=dataset, cause=ChangeNotice.Cause.ANNOUNCED)
    return notices.filter(Q(on__gte=day) | Q(on=None, made__gte=moment))[:MOST_ANNOUNCED]


ANNOUNCED = Question(recent)


def end(one: Neighbour) -> dict[str, Any]:
    """The other end of an edge as a link."""
    declared = hooks.record_types().get(one.type)
    page = declared and declared.path
    url = reverse("site:record", args=[page, one.slug]) if page else f"/id/{one.key}"
    return {"title": one.title, "lang": one.lang, "url": url, "until": one.until}
