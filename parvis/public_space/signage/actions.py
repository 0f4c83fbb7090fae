"""Making a sign of a device, and telling what becomes of it. Each is an entry of history."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.public_space.signage.models import Sign
from parvis.public_space.signage.today import says_now
from parvis.records import bulk
from parvis.records.problems import Problem, gettext_noop
from parvis.records.publishing import check_may

MOST = 1_000  # signs of one turn
EVENTS = ("posted", "checked", "removed")


class SignProblem(Problem):
    sentences: ClassVar = {
        "unpublished": gettext_noop(
            "Publiez d’abord la fiche « %(title)s » : son panneau mène à elle."
        ),
        "event": gettext_noop("« %(value)s » n’est pas un moment de la vie d’un panneau."),
        "removed": gettext_noop("Ce panneau est retiré : faites-en un autre."),
    }


def make(device: Any, by: Any, size: str, spot: str = "") -> Sign:
    """A sign of what the device's page says today, published at once.

    Raises PermissionDenied, ValidationError, SignProblem.
    """
    says = says_now([device.uuid]).get(device.uuid)
    if not device.live or says is None:
        raise SignProblem("unpublished", title=device.title)
    told = device.title[:450]
    made = Sign(
        device=device,
        organisation=device.organisation,
        circle=device.circle,
        title=_("Panneau %(size)s : %(title)s") % {"size": size.upper(), "title": told},
        size=size,
        says=says,
        spot=spot,
    )
    check_may(by, "publish", [made])
    made.full_clean()
    bulk.save_many([made], by=by)
    return made


def narrow() -> int:
    """Signs are for those whom their device is for: what was narrowed takes its signs along, since
    they bear its name. How many."""
    wide = Sign.objects.filter(circle__lt=F("device__circle")).select_related("device")
    signs = list(wide[:MOST])
    for sign in signs:
        sign.circle = sign.device.circle
    bulk.save_many(signs)
    return len(signs)


@transaction.atomic
def happened(sign: Sign, by: Any, event: str, day: dt.date | None = None) -> Sign:
    """Say that a sign was posted, checked or removed, today if no day is given.

    Raises PermissionDenied, ValidationError, SignProblem.
    """
    if event not in EVENTS:
        raise SignProblem("event", value=event[:40])
    check_may(by, "publish", [sign])
    sign = Sign.objects.select_for_update().get(pk=sign.pk)
    if sign.removed_on:
        raise SignProblem("removed")
    setattr(sign, f"{event}_on", day or timezone.localdate())
    sign.full_clean()
    bulk.save_many([sign], by=by)
    return sign
