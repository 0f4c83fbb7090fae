"""Copies that no longer say what their notice says, told at the desk and by letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.catalogue.campaign.lists import referents
from parvis.people.models import User
from parvis.privacy.notices import points
from parvis.privacy.notices.models import CollectionPoint, OldText
from parvis.records.desk import rights
from parvis.records.kinds import Awaited

SHOWN = 20


def address(point: CollectionPoint) -> str:
    return reverse(CollectionPoint.snippet_viewset.get_url_name("copy"), args=[point.pk])


def sentence(point: CollectionPoint) -> str:
    return _("Notice à remplacer : %(title)s") % {"title": point.title}


def serving() -> list[Any]:
    """The public points that still serve."""
    today = timezone.localdate().isoformat()
    return [row for row in points.public_points() if (row.content.get("until") or today) >= today]


COPIED = rights.Reached(
    "publish",
    lambda points, shown: points.filter(live=True, shows=shown[0]).exclude(says="")
    .order_by().only("uuid", "title", "copied_on"),
)  # fmt: skip


def awaits(user: Any) -> Iterator[Awaited]:
    """Old copies at the points this person publishes for, each since its day."""
    known = {point.uuid: point for point in COPIED(user, CollectionPoint, ["copy"])}
    if not known:
        return
    old = points.old(row for row in serving() if row.uuid in known)
    for point in [known[uuid] for uuid in old][:SHOWN]:
        yield Awaited(sentence(point), address(point), point.copied_on)


def warn() -> int:
    """Write to the référents of each point whose copy is old, once a text; how many letters."""
    old = points.old(serving())
    found = list(CollectionPoint.objects.filter(uuid__in=old).order_by("pk"))
    people = referents(sorted({one.organisation_id for one in found if one.organisation_id}))
    return sum(tell(one, old[one.uuid], people.get(one.organisation_id or 0, [])) for one in found)


@transaction.atomic
def tell(point: CollectionPoint, says: str, people: list[User]) -> int:
    """One letter a référent, in the transaction that remembers it; none the second time."""
    if not people:
        return 0  # somebody may be named later
    _row, fresh = OldText.objects.get_or_create(point=point, says=says)
    if not fresh:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        for user in people:
            letter(point, user).send()
    return len(people)


def letter(point: CollectionPoint, user: User) -> EmailMessage:
    text = [
        _("Bonjour,"),
        f"{sentence(point)}.",
        _("Ce que la copie dit n’est plus ce que nous faisons des données. Imprimez le texte du "
          "jour, remplacez la copie, puis dites-le sur cette page :"),
        settings.PARVIS_BASE_URL + address(point),
        settings.PARVIS_SITE_NAME,
    ]  # fmt: skip
    return EmailMessage(
        " ".join(sentence(point).split()), "\n\n".join(text), settings.DEFAULT_FROM_EMAIL,
        [user.email],
    )  # fmt: skip
