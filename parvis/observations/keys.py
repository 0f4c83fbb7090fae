"""Keys of those who write observations: made, taken back, judged.

A steward of the organisation makes one, and sees it once; it opens the same things at every door:
SensorThings, MQTT (mosquitto reads its own digest of it), LoRaWAN.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from parvis.observations.measures import MeasureProblem
from parvis.observations.models import Datastream, Key, Thing
from parvis.organisations.models import Organisation
from parvis.organisations.rights import Verb
from parvis.organisations.standing import standing_of
from parvis.records import journal
from parvis.records.questions import Question

ROUNDS = 1_000  # of mosquitto's digest; a key of 256 random bits is found by no trial


def organisations(user: Any) -> QuerySet[Organisation]:
    """Who publishes the devices of an organisation lets them speak."""
    mine = standing_of(user).organisations(Verb.PUBLISH, "device")
    every = Organisation.objects.all()
    return every if mine is None else every.filter(pk__in=mine)


def makes_some(user: Any) -> bool:
    mine = standing_of(user).organisations(Verb.PUBLISH, "device")
    return mine is None or bool(mine)


def may_make(user: Any, organisation: Organisation) -> bool:
    return organisations(user).filter(pk=organisation.pk).exists()


def make(
    user: Any, name: str, organisation: Organisation, things: Collection[Thing] = (),
    until: Any = None,
) -> tuple[Key, str]:  # fmt: skip
    """The key, and what is told once. Without `things`, it writes to every one of the organisation,
    and may make more. Raises PermissionDenied, also for a thing of another."""
    foreign = any(thing.organisation_id != organisation.pk for thing in things)
    if foreign or not may_make(user, organisation):
        raise PermissionDenied
    told, username = secrets.token_urlsafe(32), f"k-{secrets.token_hex(8)}"
    with transaction.atomic():
        key = Key.objects.create(
            name=name.strip(), organisation=organisation, everything=not things, until=until,
            secret=digest(told), username=username, password_line=password_line(username, told),
            by=user,
        )  # fmt: skip
        key.things.set(things)
        journal.noted(organisation, user, "parvis.sensor_key", {"what": "made", "key": key.pk})
    return key, told


def end(user: Any, key: Key) -> None:
    """From now on it opens nothing; that it was given stays known."""
    if not may_make(user, key.organisation):
        raise PermissionDenied
    with transaction.atomic():
        if Key.objects.filter(pk=key.pk, ended=None).update(ended=timezone.now()):
            facts = {"what": "ended", "key": key.pk}
            journal.noted(key.organisation, user, "parvis.sensor_key", facts)


def digest(told: str) -> str:
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def password_line(username: str, told: str) -> str:
    """A line of mosquitto's password file: PBKDF2 with SHA-512 (`$7$`, mosquitto 2)."""
    salt = secrets.token_bytes(12)
    made = hashlib.pbkdf2_hmac("sha512", told.encode(), salt, ROUNDS)
    said = (base64.b64encode(each).decode() for each in (salt, made))
    return f"{username}:$7${ROUNDS}${'$'.join(said)}"


def in_force(day: dt.date | None = None) -> QuerySet[Key]:
    """Those that open something on a day, today when none is told."""
    running = Q(until=None) | Q(until__gte=day or timezone.localdate())
    return Key.objects.filter(running, ended=None)


OPENED = Question(lambda _shape, values: in_force(values[1]).filter(secret=values[0]))


def opened(told: str) -> Key | None:
    """The key that was told, if it opens anything."""
    found = OPENED([digest(told), timezone.localdate()]) if told else []
    return found[0] if found else None


def holder(key: Key) -> int:
    """Who has the things of a key: its organisation, or the key itself."""
    return int(key.organisation_id if key.everything else key.pk)


def of_holder(everything: bool, holder: int) -> QuerySet[Thing]:
    wanted = {"organisation": holder} if everything else {"keys": holder}
    return Thing.objects.filter(**wanted)


def things(key: Key) -> QuerySet[Thing]:
    """What it writes to, and sees even when it is not shown to all."""
    return of_holder(key.everything, holder(key))


def those(everything: bool, values: list[int]) -> QuerySet[Any]:
    mine = of_holder(everything, values[0])
    return mine.filter(pk__in=values[1:]).values_list("pk")


def fed(everything: bool, values: list[int]) -> QuerySet[Any]:
    mine = of_holder(everything, values[0])
    return Datastream.objects.filter(pk__in=values[1:], thing__in=mine).values_list("pk")


THOSE, FED = Question(those), Question(fed)


def written(key: Key, things: Collection[int]) -> set[int]:
    """Those of these things that it writes to."""
    found = THOSE([holder(key), *things], key.everything) if things else []
    return {one for (one,) in found}


def fed_by(key: Key, datastreams: Collection[int]) -> set[int]:
    """Those of these datastreams that it writes to."""
    found = FED([holder(key), *datastreams], key.everything) if datastreams else []
    return {one for (one,) in found}


def check(key: Key, datastreams: Iterable[int]) -> None:
    """Raises MeasureProblem for the first that it does not write to."""
    asked = sorted(set(datastreams))
    mine = fed_by(key, asked)
    for other in asked:
        if other not in mine:
            raise MeasureProblem("key", value=other)
