"""What signs say beside what they would say today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from parvis.public_space.models import Device
from parvis.public_space.signage import life
from parvis.public_space.signage.models import Sign
from parvis.public_space.signage.today import says_now, together
from parvis.records.models import Link


def circles(signs: Sequence[Sign]) -> dict[int, int]:
    """The narrowest circle of the devices that each sign announces, by its key; one query."""
    every = {device for sign in signs for device in sign.devices}
    found = dict(Device.objects.filter(uuid__in=every).values_list("uuid", "circle"))
    return {sign.pk: max(found[one] for one in sign.devices if one in found) for sign in signs}


def states(signs: Iterable[Sign]) -> dict[int, life.State]:
    """The state of each sign today, by its key; three queries."""
    signs = list(signs)
    now = says_now({device for sign in signs for device in sign.devices})
    return {sign.pk: state(sign, now) for sign in signs}


def state(sign: Sign, now: Mapping[UUID, str]) -> life.State:
    return life.state(sign.course, together(sign.devices, now), timezone.localdate())


def standing(devices: Iterable[UUID] | None = None) -> list[Sign]:
    """Signs that are published and not removed; of these devices, or of all."""
    rows = Sign.objects.filter(live=True, removed_on=None).select_related("device")
    if devices is not None:
        shows = Link.objects.filter(predicate="shows", object__in=list(devices))
        rows = rows.filter(uuid__in=shows.values("subject"))
    return list(rows)


def outdated(devices: Iterable[UUID] | None = None) -> list[Sign]:
    """Standing signs that say what is no longer so."""
    signs = standing(devices)
    found = states(signs)
    return [sign for sign in signs if found[sign.pk] is life.State.OLD]
