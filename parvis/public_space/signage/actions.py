"""Making a sign of a device, and telling what becomes of it. Each is an entry of history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.public_space import short
from parvis.public_space.signage import reading
from parvis.public_space.signage.models import Sign
from parvis.public_space.signage.today import says_now, together
from parvis.records import bulk
from parvis.records.problems import Problem, gettext_noop
from parvis.records.publishing import check_may

MOST = 1_000  # signs of one turn
MOST_DEVICES = 12  # of one sign
EVENTS = ("posted", "checked", "removed")


class SignProblem(Problem):
    sentences: ClassVar = {
        "unpublished": gettext_noop(
            "Publiez d’abord la fiche « %(title)s » : son panneau mène à elle."
        ),
        "many": gettext_noop(
            "Un panneau annonce %(most)s équipements au plus, et vous en donnez %(count)s : "
            "faites-en plusieurs."
        ),
        "event": gettext_noop("« %(value)s » n’est pas un moment de la vie d’un panneau."),
        "removed": gettext_noop("Ce panneau est retiré : faites-en un autre."),
    }


def make(device: Any, by: Any, size: str, spot: str = "", others: Sequence[Any] = ()) -> Sign:
    """A sign of what the page of a device says today, with that of `others` that stand beside it;
    published at once.

    Raises PermissionDenied, ValidationError, SignProblem.
    """
    devices = list(dict.fromkeys([device, *others]))
    says = check_announced(devices)
    made = Sign(
        device=device,
        others=[str(one.uuid) for one in devices[1:]],
        short=short.new_short() if devices[1:] else None,
        organisation=device.organisation,
        circle=max(one.circle for one in devices),
        title=_("Panneau %(size)s : %(title)s") % {"size": size.upper(), "title": named(devices)},
        size=size,
        says=says,
        spot=spot,
    )
    check_may(by, "publish", [made, *devices])
    made.full_clean()
    bulk.save_many([made], by=by)
    return made


def check_announced(devices: Sequence[Any]) -> str:
    """What a sign of these says today. Raises SignProblem for one that is not published, or too
    many."""
    if len(devices) > MOST_DEVICES:
        raise SignProblem("many", most=MOST_DEVICES, count=len(devices))
    uuids = [one.uuid for one in devices]
    now = says_now(uuids)
    for one in devices:
        if not one.live or one.uuid not in now:
            raise SignProblem("unpublished", title=one.title)
    return together(uuids, now)


def named(devices: Sequence[Any]) -> str:
    title = devices[0].title[:400]
    if not devices[1:]:
        return title
    said = ngettext(
        "%(title)s et %(count)s autre", "%(title)s et %(count)s autres", len(devices) - 1
    )
    return said % {"title": title, "count": len(devices) - 1}


def narrow() -> int:
    """Signs are for those whom all their devices are for: what was narrowed takes its signs along,
    since they bear its name. How many."""
    wide = Sign.objects.filter(circle__lt=F("device__circle")) | Sign.objects.exclude(short=None)
    signs = list(wide.select_related("device"))
    circles = reading.circles(signs)
    found = [sign for sign in signs if sign.circle < circles[sign.pk]][:MOST]
    for sign in found:
        sign.circle = circles[sign.pk]
    bulk.save_many(found)
    return len(found)


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
