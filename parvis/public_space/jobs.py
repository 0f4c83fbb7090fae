"""Work of the register in the background. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from parvis.catalogue.links import known
from parvis.public_space import checking, deadlines, secrecy
from parvis.public_space.breaches import ADDRESSES
from parvis.public_space.signage import actions
from parvis.records.models import Published


@task()
def remind_deadlines() -> None:
    """Write to the référents before an authorisation or a device ends."""
    deadlines.remind()


@task()
def look_after_devices() -> None:
    """Give the addresses of devices to the link checker; hold back things that would tell a masked
    place, or a device that is not for everyone; narrow the signs of one that was narrowed."""
    rows = checking.public_devices()
    found = {one for row in rows for name in ADDRESSES if (one := row.content.get(name))}
    known.list_addresses(found, timezone.now())
    secrecy.hold_back(Published.objects.filter(type="device"))
    actions.narrow()
