"""What people read of a sign: its state, its key facts, the page of its record."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.design.spoken import in_words
from parvis.public_space.signage import life
from parvis.public_space.signage.life import State
from parvis.public_space.signage.models import Sign, course_of
from parvis.public_space.signage.today import says_now, together
from parvis.records.projection import View

LEVELS = {
    State.MADE: "none",
    State.POSTED: "good",
    State.CHECKED: "good",
    State.OLD: "bad",
    State.REMOVED: "none",
}


def words(state: State) -> str:
    return {
        State.MADE: _("Fait, pas encore posé"),
        State.POSTED: _("Posé"),
        State.CHECKED: _("Posé et vérifié dans l’année"),
        State.OLD: _("À refaire : la fiche dit autre chose"),
        State.REMOVED: _("Retiré"),
    }[state]


def state_of(view: View) -> State:
    """The state of a sign from its projection; the digest of its device costs two queries."""
    shown = [one.uuid for one in view.neighbours if one.predicate.name == "shows" and one.forward]
    says = together(shown, says_now(shown))
    return life.state(course_of(view.content), says, timezone.localdate())


def facts(view: View) -> list[dict[str, Any]]:
    content = view.content
    found = [
        {"term": _("Format"), "value": str(Sign.Size(content["size"]).label)},
        {"term": _("Fait le"), "value": in_words(content["made_on"])},
        {"term": _("Posé le"), "value": in_words(content["posted_on"])},
        {"term": _("Vérifié le"), "value": in_words(content["checked_on"])},
        {"term": _("Retiré le"), "value": in_words(content["removed_on"])},
    ]
    return [fact for fact in found if fact["value"]]


def page_context(view: View) -> dict[str, Any]:
    state = state_of(view)
    return {"state_now": (words(state), LEVELS[state]), "files": files(view)}


def files(view: View) -> list[dict[str, str]]:
    """The sign as it would be printed today, of each device it shows."""
    devices = [one for one in view.neighbours if one.predicate.name == "shows" and one.forward]
    size = view.content["size"]
    if view.content.get("short"):
        return sheets("sign_of_all", view.slug, size)
    return [sheet for one in devices for sheet in sheets("sign", one.slug, size)]


def sheets(name: str, slug: str, size: str) -> list[dict[str, str]]:
    return [
        {"title": form.upper(), "url": f"{reverse(f'{name}_{form}', args=[slug])}?format={size}"}
        for form in ("pdf", "svg")
    ]
