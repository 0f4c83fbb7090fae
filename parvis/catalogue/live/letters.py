"""Letters about live data: it fails, it is silent."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.catalogue.campaign.lists import referents
from parvis.catalogue.live.models import Feed
from parvis.people.models import User
from parvis.records.network import FetchError
from parvis.records.problems import Problem


def people(feed: Feed) -> list[User]:
    """Who answers for the data set, and who began the feed."""
    key = feed.dataset.organisation_id
    found = {user.pk: user for user in (referents([key])[key] if key else [])}
    if feed.by and feed.by.is_active:
        found[feed.by.pk] = feed.by
    return list(found.values())


def failed(feed: Feed, problem: Problem) -> int:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Données qui ne se relisent plus : %(title)s")
        said = _(
            "Les lignes de « %(title)s » n’ont pas pu être relues ; celles d’avant restent lues."
        )
        why = problem.sentence(_) if isinstance(problem, FetchError) else ""  # no value of a row
        return _send(feed, subject, said, why)


def silent(feed: Feed) -> int:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Données silencieuses : %(title)s")
        said = _("Aucune ligne nouvelle pour « %(title)s » depuis plus de %(minutes)s minutes.")
        return _send(feed, subject, said, "")


def _send(feed: Feed, subject: str, said: str, why: str) -> int:
    values = {"title": feed.dataset.title, "minutes": feed.silent_after}
    where = settings.PARVIS_BASE_URL + reverse("parvis_deposits:feed", args=[feed.dataset_id])
    parts = [_("Bonjour,"), said % values, why, where, settings.PARVIS_SITE_NAME]
    text = "\n\n".join(filter(None, parts))
    title = " ".join((subject % values).split())
    found = people(feed)
    for user in found:
        EmailMessage(title, text, settings.DEFAULT_FROM_EMAIL, [user.email]).send()
    return len(found)
