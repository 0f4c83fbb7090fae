"""What signs say beside what they would say today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone

from parvis.public_space.signage import life
from parvis.public_space.signage.models import Sign
from parvis.public_space.signage.today import says_now


def states(signs: Iterable[Sign]) -> dict[int, life.State]:
    """The state of each sign today, by its key; three queries."""
    signs = list(signs)
    now = says_now({sign.device.uuid for sign in signs})
    return {sign.pk: state(sign, now) for sign in signs}


def state(sign: Sign, now: Mapping[UUID, str]) -> life.State:
    return life.state(sign.course, now.get(sign.device.uuid, ""), timezone.localdate())


def standing(devices: Iterable[UUID] | None = None) -> list[Sign]:
    """Signs that are published and not removed; of these devices, or of all."""
    rows = Sign.objects.filter(live=True, removed_on=None).select_related("device")
    if devices is not None:
        rows = rows.filter(device__uuid__in=list(devices))
    return list(rows)


def outdated(devices: Iterable[UUID] | None = None) -> list[Sign]:
    """Standing signs that say what is no longer so."""
    signs = standing(devices)
    found = states(signs)
    return [sign for sign in signs if found[sign.pk] is life.State.OLD]
