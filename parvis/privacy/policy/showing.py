"""What people read of a measure of the policy: its state, its key facts, the page of its record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.privacy import ruling
from parvis.privacy.policy import checking, rules
from parvis.privacy.policy.choices import Kind, Priority, State
from parvis.privacy.words import choice, in_words
from parvis.records import ruled
from parvis.records.models import Published
from parvis.records.projection import View

LEVELS = {"planned": "none", "partial": "watch", "applied": "good", "stopped": "none"}


def facts(view: View) -> list[dict[str, Any]]:
    content = view.content
    awaited = content.get("state") in {"planned", "partial"}
    planned = content.get("planned_on") if awaited else None
    found = [
        {"term": _("Nature"), "value": choice(Kind, content.get("kind"))},
        {"term": _("Qui la tient"), "value": content.get("owner", "")},
        {"term": _("Ce qu’elle protège"), "value": reach(content)},
        {"term": _("Prévue pour le"), "value": in_words(planned)},
        {"term": _("Vérifiée le"), "value": in_words(content.get("checked_on"))},
        {"term": _("À relire avant le"), "value": in_words(content.get("review_on"))},
        {"term": _("Priorité"), "value": choice(Priority, content.get("priority"))},
    ]
    return [fact for fact in found if fact["value"]]


def reach(content: dict[str, Any]) -> str:
    return _("Tous les traitements") if content.get("everywhere") else ""


def state(content: dict[str, Any]) -> str:
    """The state of a measure, and since when."""
    words, since = choice(State, content.get("state")), in_words(content.get("state_since"))
    return _("%(state)s depuis le %(date)s") % {"state": words, "date": since} if since else words


def page_context(view: View) -> dict[str, Any]:
    row = Published.objects.filter(pk=view.uuid).first()  # none of a draft
    found = checking.found([row]) if row else ()
    return {
        "state_now": (state(view.content), LEVELS[view.content["state"]]),
        "proofs": view.content.get("proofs") or [],
        "breaches": [ruled.told(breach) for _row, breach in found],
        "rules_url": reverse("site:policy_rules"),
    }


def keywords(content: dict[str, Any]) -> dict[str, Any]:
    """What search reads of a measure."""
    return {
        "keywords": (choice(Kind, content.get("kind")),),
        "body": content.get("owner", ""),
        "facets": {"measure_kind": [content["kind"]], "measure_state": [content["state"]]},
    }


def rules_page(request: HttpRequest) -> HttpResponse:
    """`/politique-de-protection/regles/`: every rule, and the public measures that break it."""
    rows, broken = checking.REGISTER.put()
    lead = _(
        "Une machine relit chaque jour les mesures qui protègent vos données. Voici les règles, et "
        "les mesures qui ne les suivent pas."
    )
    total = ngettext("%(num)s mesure", "%(num)s mesures", len(rows)) % {"num": len(rows)}
    return ruling.page(request, "policy", (lead, total), rules.RULES, broken)
