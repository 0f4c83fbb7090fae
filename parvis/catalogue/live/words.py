"""What the page of a data set says of rows that come by themselves: how often, since when, and
plainly when they do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.live.models import Feed
from parvis.catalogue.rows.cells import moment


def rhythm(dataset: UUID) -> dict[str, str] | None:
    """{"words", "level"} of a state; None for rows that somebody publishes."""
    feed = Feed.objects.filter(dataset__uuid=dataset).first()
    return said(feed) if feed else None


def said(feed: Feed) -> dict[str, str]:
    values: dict[str, Any] = {
        "rhythm": feed.get_every_display(),
        "moment": moment(feed.changed) if feed.changed else "",
    }
    if feed.paused:
        words, level = _("En pause : ces lignes n’avancent plus."), "watch"
    elif silent(feed):
        words, level = _("Silence : aucune ligne nouvelle depuis le %(moment)s."), "watch"
    elif feed.failures:
        words, level = _("La dernière lecture a échoué : ces lignes sont celles d’avant."), "watch"
    elif feed.changed:
        words = _("Mises à jour %(rhythm)s ; dernières lignes nouvelles le %(moment)s.")
        level = "good"
    else:
        words, level = _("Mises à jour %(rhythm)s ; aucune n’est encore arrivée."), "none"
    return {"words": words % values, "level": level}


def silent(feed: Feed) -> bool:
    """For longer than those who answer for it find usual."""
    if not (feed.changed and feed.silent_after):
        return False
    return feed.changed < timezone.now() - timedelta(minutes=feed.silent_after)
