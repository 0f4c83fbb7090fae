"""What people read of a collection point: its state, its key facts, the page of its record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.privacy.notices import checking, points
from parvis.privacy.notices.choices import Form, Kind, Shows, named
from parvis.privacy.notices.digests import COPIED_IN
from parvis.privacy.words import choice, in_words, spoken
from parvis.records import ruled
from parvis.records.models import Published
from parvis.records.projection import View

NOTHING = points.Told(())


def facts(view: View) -> list[dict[str, Any]]:
    content = view.content
    copied = content.get("shows") == Shows.COPY
    found = [
        {"term": _("Où"), "value": content.get("place", "")},
        {"term": _("En ligne"), "value": content.get("url", ""), "url": content.get("url", "")},
        {"term": _("Depuis le"), "value": in_words(content.get("since"))},
        {"term": _("Jusqu’au"), "value": in_words(content.get("until"))},
        {"term": _("Comment on y lit la notice"), "value": choice(Shows, content.get("shows"))},
        {
            "term": _("Texte affiché"),
            "value": choice(Form, content.get("form")) if copied else "",
            "help": mark(content) if copied else "",
        },
    ]
    return [fact for fact in found if fact["value"]]


def mark(content: dict[str, Any]) -> str:
    """What tells the copied text from any other, and its day."""
    if not content.get("says"):
        return ""
    said = {"mark": content["says"], "date": in_words(content.get("copied_on"))}
    return _("copie du %(date)s, repère %(mark)s") % said


def state(content: dict[str, Any], now: points.Told) -> tuple[str, str]:
    """The state of a point in words, and its level."""
    today = timezone.localdate().isoformat()
    if (content.get("until") or today) < today:
        return _("Il ne sert plus"), "none"
    if points.is_old(content, now.says):
        return _("À remplacer : la copie dit autre chose que la notice d’aujourd’hui"), "bad"
    if content.get("shows") == Shows.NOTHING:
        return _("Aucune notice n’est montrée"), "bad"
    if content.get("shows") == Shows.COPY and not content.get("says"):
        return _("On ne sait pas quel texte est affiché"), "watch"
    return _("La notice du jour est montrée"), "good"


def page_context(view: View) -> dict[str, Any]:
    """Of a draft, which is published nowhere, there is no text yet."""
    row = Published.objects.filter(pk=view.uuid).first()
    rows = [row] if row else []
    shown = points.told(rows, spoken()).get(view.uuid, NOTHING)
    marked = shown if spoken() == COPIED_IN else points.told(rows).get(view.uuid, NOTHING)
    page = reverse("site:record", args=["notices", view.slug])
    fragment = reverse("site:notice_fragment", args=[view.slug])
    return {
        "kind_words": choice(Kind, view.content["kind"]),
        "state_now": state(view.content, marked),
        "texts": shown.texts,
        "papers": papers(view.content, shown),
        "mark": marked.says,
        "page_url": f"{settings.PARVIS_BASE_URL}{page}",
        "fragment_url": f"{settings.PARVIS_BASE_URL}{fragment}",
        "breaches": [ruled.told(breach) for _row, breach in checking.found(rows)],
        "rules_url": reverse("site:notice_rules"),
    }


def papers(content: dict[str, Any], shown: points.Told) -> list[list[dict[str, str]]]:
    """The files of each text that a point shows, in the form it says."""
    form = named(content.get("form") or Form.NOTICE)
    return [
        [
            {"title": words, "url": f"{address}?forme={form}&langue={spoken()}"}
            for address, words in (
                (reverse("notice_odt", args=[slug]), "ODT"),
                (reverse("notice_pdf", args=[slug]), "PDF"),
            )
        ]
        for slug in shown.slugs
    ]


def keywords(content: dict[str, Any]) -> dict[str, Any]:
    """What search reads of a point."""
    found = [choice(Kind, content.get("kind")), content.get("place", "")]
    return {
        "keywords": tuple(filter(None, found)),
        "facets": {"notice_kind": [content["kind"]], "notice_shows": [content["shows"]]},
    }
