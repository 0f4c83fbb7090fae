"""What the page of a processing needs beside its projection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.design.spoken import by_law
from parvis.design.text import capital
from parvis.privacy import checking, words
from parvis.privacy.assessments.choices import Event, Gauge, Opinion
from parvis.privacy.choices import Owed
from parvis.privacy.models import Processing
from parvis.records import hooks, ruled
from parvis.records.desk.forms import label_of
from parvis.records.entitlements import Entitlement
from parvis.records.models import Published
from parvis.records.projection import View, for_reader
from parvis.records.right_form import right_form


def page_context(view: View) -> dict[str, Any]:
    content = view.content
    return {
        "status": {
            "words": words.status(content),
            "level": words.LEVELS.get(content["status"], "none"),
        },
        "purposes": words.purposes(content),
        "operations": words.labels("operations", content.get("operations")),
        "retentions": words.retentions(content),
        "kept": words.kept(content),
        "data": words.data(content),
        "collected": words.collected(content),
        "recipients": words.recipients(content),
        "parts": [*words.controllers(content), *words.parts(content)],
        "transfers": words.transfers(content),
        "safeguards": words.safeguards(content),
        "protected": words.protected(content),
        "columns": columns(view),
        "facts_automation": words.automation(content),
        "algorithms": near(view, "used_in"),
        "rights": rights(view),
        "assessment": assessment(content),
        "kept_back": words.kept_back(content, called()),
        "not_published_url": reverse("site:processing_kept"),
        "breaches": breaches(view),
        "rules_url": reverse("site:processing_rules"),
    }


def near(view: View, predicate: str) -> list[dict[str, str]]:
    """The records that this edge brings, as links."""
    kinds = hooks.record_types()
    return [
        {"title": one.title, "lang": one.lang,
         "url": reverse("site:record", args=[kinds[one.type].path, one.slug])}
        for one in for_reader([one for one in view.neighbours if one.predicate.name == predicate])
        if kinds[one.type].path
    ]  # fmt: skip


def columns(view: View) -> list[dict[str, str]]:
    """Data sets that this reader may see, with the columns that are treated."""
    treated = for_reader([one for one in view.neighbours if one.predicate.name == "treats"])
    seen = {one.uuid: one for one in treated}
    found: dict[UUID, list[str]] = {}
    for row in view.content.get("used") or ():
        found.setdefault(UUID(row["dataset"]), []).append(row["column"])
    return [
        {
            "title": seen[uuid].title,
            "lang": seen[uuid].lang,
            "url": reverse("site:record", args=["donnees", seen[uuid].slug]),
            "text": words.listed(names),
        }
        for uuid, names in found.items()
        if uuid in seen
    ]


def rights(view: View) -> list[dict[str, Any]]:
    """Each right over this very processing: whether it applies, why, and where to use it."""
    found = hooks.first("entitlements", projection=view.content) or []
    return [
        {
            "name": capital(words.choice(Owed, one.right)),
            "applies": one.applies,
            "words": state(one),
            "level": "good" if one.applies else "none",
            "why": one.why,
            "article": by_law(one.article),
            "url": ask(view, one) if one.applies else "",
        }
        for one in found
    ]


def state(one: Entitlement) -> str:
    if not one.applies:
        return _("ne s’applique pas ici")
    return _("s’applique, avec une limite") if one.limited else _("s’applique")


def ask(view: View, one: Entitlement) -> str:
    """The form of the room of rights, filled for this processing."""
    return right_form(view.type, view.slug, one.right)


def assessment(content: dict[str, Any]) -> dict[str, Any]:
    """The criteria, and the public summary of the assessment with its gauges in words."""
    found = words.assessment(content)
    held = found["held"]
    rows = [
        [
            capital(words.choice(Event, risk["event"])),
            words.choice(Gauge, risk["severity"]),
            words.choice(Gauge, risk["likelihood"]),
        ]
        for risk in held.get("risks") or ()
    ]
    return found | {
        "validated": held.get("validated"),
        "summary": held.get("summary", ""),
        "opinion": words.choice(Opinion, held.get("opinion")),
        "risks": rows,
    }


def called() -> dict[str, str]:
    """What people call each field that can be kept back."""
    return {name: label_of(Processing, name) for name in Processing.switchable()}


def breaches(view: View) -> list[dict[str, str]]:
    """What the rules find of this processing today, as people read it; nothing of a draft."""
    row = Published.objects.filter(pk=view.uuid).first()
    return [ruled.told(breach) for _row, breach in checking.found([row])] if row else []
