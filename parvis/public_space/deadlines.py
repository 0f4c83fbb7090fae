"""Days that come for devices, told in time by letter and at the desk: an authorisation ends, a
device reaches its planned end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.catalogue.campaign.lists import referents
from parvis.people.models import User
from parvis.public_space import breaches, words
from parvis.public_space.choices import Kind, Status
from parvis.public_space.models import Device, Reminder
from parvis.records import canonical
from parvis.records.desk import rights
from parvis.records.kinds import Awaited

STAGES = (92, 30, 7)  # days before: a letter at each
SHOWN = 20
READ = ("title", "organisation", "kind", "ends_on", "order_date", "order_expires")


@dataclass(frozen=True)
class Deadline:
    """`about` is the field of the device that holds the day."""

    device: Device
    about: str
    day: dt.date

    @property
    def address(self) -> str:
        return reverse(Device.snippet_viewset.get_url_name("edit"), args=[self.device.pk])

    @property
    def sentence(self) -> str:
        said = {
            "order_expires": _("Autorisation du préfet à demander de nouveau : %(title)s"),
            "ends_on": _("Fin prévue, à décider : %(title)s"),
        }
        return said[self.about] % {"title": self.device.title}


def stage(day: dt.date, today: dt.date) -> int | None:
    """The last stage that is reached; None when the day is far, or past."""
    left = (day - today).days
    return min((ahead for ahead in STAGES if left <= ahead), default=None) if left >= 0 else None


def horizon(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=STAGES[0])


def coming(devices: Iterable[Device], today: dt.date) -> Iterator[Deadline]:
    """What ends within the first stage or has ended, soonest first, of what `serving` finds."""
    last = horizon(today)
    found = [one for row in devices for one in of(row) if one.day <= last]
    yield from sorted(found, key=lambda one: (one.day, one.device.pk))


def days_of(last: dt.date) -> list[dt.date]:
    """It, and the day of the orders that end on it: as many years count at least 365 days each."""
    return [last, last - dt.timedelta(days=365 * breaches.ORDER_YEARS)]


def ending(last: dt.date, given: dt.date) -> Q:
    """Every device of which something ends by these days, and few others: `of` says what ends."""
    order = Q(order_expires__lte=last) | Q(order_date__lte=given)
    return Q(ends_on__lte=last) | Q(order, kind=Kind.CAMERA)


def serving(devices: QuerySet[Device], days: Sequence[Any]) -> QuerySet[Device]:
    """Those in service, of which something ends by these days (`days_of`)."""
    return devices.filter(ending(*days), live=True, status=Status.IN_SERVICE).only(*READ)


SERVING = rights.Reached("change", serving)


def of(device: Device) -> Iterator[Deadline]:
    """What ends of one device. An order without an end lasts as long as the law allows."""
    if device.ends_on:
        yield Deadline(device, "ends_on", device.ends_on)
    said = {
        name: canonical.plain(getattr(device, name)) for name in ("order_date", "order_expires")
    }
    ends = breaches.order_ends(said) if device.kind == Kind.CAMERA else None
    if ends:
        yield Deadline(device, "order_expires", ends)


def awaits(user: Any) -> Iterator[Awaited]:
    """Terms of the devices this person may change; two queries."""
    today = timezone.localdate()
    mine = SERVING(user, Device, days_of(horizon(today)))
    for number, one in enumerate(coming(mine, today)):
        if number == SHOWN:
            return
        yield Awaited(one.sentence, one.address, one.day, late=one.day < today)


def remind() -> int:
    """Write to the référents about what ends, once a stage; how many letters."""
    today = timezone.localdate()
    devices = serving(Device.objects.all(), days_of(horizon(today)))
    found = [(one, ahead) for one in coming(devices, today)
             if (ahead := stage(one.day, today)) is not None]  # fmt: skip
    owners = {key for one, _ahead in found if (key := one.device.organisation_id)}
    people = referents(sorted(owners))
    return sum(tell(one, ahead, people.get(one.device.organisation_id, []))
               for one, ahead in found)  # fmt: skip


@transaction.atomic
def tell(one: Deadline, ahead: int, people: list[User]) -> int:
    """One letter a référent, in the transaction that remembers it; none the second time."""
    _row, fresh = Reminder.objects.get_or_create(
        device=one.device, about=one.about, day=one.day, ahead=ahead
    )
    if not fresh:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        for user in people:
            letter(one, user).send()
    return len(people)


def letter(one: Deadline, user: User) -> EmailMessage:
    text = [
        _("Bonjour,"),
        f"{one.sentence} ({words.in_words(one.day)}).",
        why(one.about),
        settings.PARVIS_BASE_URL + one.address,
        settings.PARVIS_SITE_NAME,
    ]
    return EmailMessage(
        " ".join(one.sentence.split()), "\n\n".join(text), settings.DEFAULT_FROM_EMAIL, [user.email]
    )


def why(about: str) -> str:
    if about == "ends_on":
        return _("À cette date, décidez de continuer, en donnant une autre fin, ou de retirer.")
    return _("Après cette date, la caméra ne peut plus filmer la voie publique (CSI, L.252-4).")
