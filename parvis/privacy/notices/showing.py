"""What people read of a collection point: its state, its key facts, the page of its record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.design import dates
from parvis.privacy.notices import checking, points
from parvis.privacy.notices.choices import Form, Kind, Shows
from parvis.records import ruled
from parvis.records.models import Published
from parvis.records.projection import View


def chosen(choices: Any, value: Any) -> str:
    """The words of a closed list for a value; "" for one that is not in it."""
    return str(dict(choices.choices).get(value, ""))


def spoken() -> str:
    return (get_language() or "fr")[:2]


def day(value: Any) -> str:
    return dates.date_words(value, spoken()) if value else ""


def facts(view: View) -> list[dict[str, Any]]:
    content = view.content
    copied = content.get("shows") == Shows.COPY
    found = [
        {"term": _("Où"), "value": content.get("place", "")},
        {"term": _("En ligne"), "value": content.get("url", ""), "url": content.get("url", "")},
        {"term": _("Depuis le"), "value": day(content.get("since"))},
        {"term": _("Jusqu’au"), "value": day(content.get("until"))},
        {"term": _("Comment on y lit la notice"), "value": chosen(Shows, content.get("shows"))},
        {
            "term": _("Texte affiché"),
            "value": chosen(Form, content.get("form")) if copied else "",
            "help": mark(content) if copied else "",
        },
    ]
    return [fact for fact in found if fact["value"]]


def mark(content: dict[str, Any]) -> str:
    """What tells the copied text from any other, and its day."""
    if not content.get("says"):
        return ""
    said = {"mark": content["says"], "date": day(content.get("copied_on"))}
    return _("copie du %(date)s, repère %(mark)s") % said


def state(row: Published, now: points.Told) -> tuple[str, str]:
    """The state of a point in words, and its level."""
    content, today = row.content, timezone.localdate().isoformat()
    if (content.get("until") or today) < today:
        return _("Il ne sert plus"), "none"
    if points.is_old(row, now.says):
        return _("À remplacer : la copie dit autre chose que la notice d’aujourd’hui"), "bad"
    if content.get("shows") == Shows.NOTHING:
        return _("Aucune notice n’est montrée"), "bad"
    if content.get("shows") == Shows.COPY and not content.get("says"):
        return _("On ne sait pas quel texte est affiché"), "watch"
    return _("La notice du jour est montrée"), "good"


def page_context(view: View) -> dict[str, Any]:
    row = Published.objects.get(pk=view.uuid)
    now = points.told([row], spoken())[row.uuid]
    copied = now if spoken() == points.COPIED_IN else points.told([row])[row.uuid]
    fragment = reverse("site:notice_fragment", args=[view.slug])
    return {
        "kind_words": chosen(Kind, view.content["kind"]),
        "state_now": state(row, copied),
        "texts": now.texts,
        "silent": now.silent,
        "mark": copied.says,
        "fragment_url": f"{settings.PARVIS_BASE_URL}{fragment}",
        "page_url": f"{settings.PARVIS_BASE_URL}{reverse('site:record', args=['notices', view.slug])}",
        "breaches": [ruled.told(breach) for _row, breach in checking.found([row])],
        "rules_url": reverse("site:notice_rules"),
    }  # fmt: skip


def keywords(content: dict[str, Any]) -> dict[str, Any]:
    """What search reads of a point."""
    found = [chosen(Kind, content.get("kind")), content.get("place", "")]
    return {
        "keywords": tuple(filter(None, found)),
        "facets": {"notice_kind": [content["kind"]], "notice_shows": [content["shows"]]},
    }
