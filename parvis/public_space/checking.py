"""The rules put to the devices of the register: drafts before publication, what is public since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from parvis.catalogue import access
from parvis.catalogue.links.known import Silent, last_changed
from parvis.public_space import places, rules, secrecy, values
from parvis.public_space.breaches import ADDRESSES, Known
from parvis.records import canonical, ruled, since
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach
from parvis.records.models import Link, Published
from parvis.records.remembered import Notes, Register, only

SILENT = Silent()
Measured = tuple[dt.date | None, bool]


def lacking(device: Any) -> dict[str, str]:
    """What keeps this draft from being published, a sentence by field."""
    content = device.projected() | {"review_on": canonical.plain(device.review_on)}
    leaks = device.thing_id in secrecy.leaking([(device.thing_id, content)], every=True)
    found: dict[str, str] = {}
    for breach in rules.check(content, Known(timezone.localdate(), leaks=leaks)):
        if breach.rule.severity == "error":
            found.setdefault(breach.rule.field, ruled.sentence(breach))
    return found


def public_devices() -> list[Published]:
    return list(Published.objects.visible(VISITOR).filter(type="device").order_by("title", "pk"))


def found(rows: Sequence[Published]) -> Iterator[tuple[Published, Breach]]:
    """What each of these public devices breaks. A constant number of queries for 400 addresses."""
    known = known_of(rows)
    for row in rows:
        for breach in rules.check(row.content, known[row.uuid]):
            yield row, breach


def known_of(rows: Sequence[Published]) -> dict[UUID, Known]:
    """What the rules must know of devices beside what is published of each."""
    given = {row.uuid: addresses(row) for row in rows}
    dead = SILENT.among({one for mine in given.values() for one in mine})
    told = measured(rows)
    opens, treated = fed(rows)
    posted, outdated = signs(rows)
    today = timezone.localdate()
    return {
        row.uuid: Known(
            today,
            silent_since=told[row.uuid][0],
            dead=tuple(one for one in given[row.uuid] if one in dead),
            opens=opens.get(row.uuid, ()),
            treated=row.uuid in treated,
            leaks=told[row.uuid][1],
            announced=row.uuid in posted,
            outdated=row.uuid in outdated,
        )
        for row in rows
    }


def signs(rows: Iterable[Published]) -> tuple[set[UUID], set[UUID]]:
    """Devices of which a sign is posted, and those of which one says what is no longer so. The
    module of signs reads devices, whose models read this one."""
    from parvis.public_space.signage import life, reading

    standing = [one for one in reading.standing([row.uuid for row in rows]) if one.posted_on]
    states = reading.states(standing) if standing else {}
    old = [one for one in standing if states[one.pk] is life.State.OLD]
    return (
        {device for one in standing for device in one.devices},
        {device for one in old for device in one.devices},
    )


def addresses(row: Published) -> list[str]:
    return [one for name in ADDRESSES if (one := row.content.get(name))]


def silent_since(rows: dict[int, Published]) -> dict[int | None, dt.date]:
    """The day a thing was last heard; of one never heard, the day its device was published."""
    heard = values.heard(rows)
    return {
        thing: timezone.localdate(heard.get(thing, row.first_published))
        for thing, row in rows.items()
    }


OPEN = Notes(lambda row: row.title if access.level(row.content) == "open" else "")


def fed(rows: Iterable[Published]) -> tuple[dict[UUID, tuple[str, ...]], set[UUID]]:
    """Titles of the open data sets that each device feeds; devices that a processing treats,
    themselves or through a data set they feed."""
    mine = [row.uuid for row in rows]
    edges = Link.objects.filter(subject__in=mine, predicate="feeds").values_list(
        "subject", "object"
    )
    feeds = [(device, dataset) for device, dataset in edges]
    wanted = {dataset for _device, dataset in feeds}
    opened = OPEN.of(wanted, Published.objects.visible(VISITOR).filter(type="dataset"))
    opens: dict[UUID, tuple[str, ...]] = {}
    for device, dataset in feeds:
        if title := opened.get(dataset):
            opens[device] = (*opens.get(device, ()), title)
    held = tied_to_processing({*mine, *wanted})
    return opens, {d for d in mine if d in held} | {d for d, s in feeds if s in held}


def tied_to_processing(uuids: set[UUID]) -> set[UUID]:
    shown = Q(object__type="processing", object__state="live")
    out = Link.objects.filter(shown, subject__in=uuids).values_list("subject", flat=True)
    shown = Q(subject__type="processing", subject__state="live")
    back = Link.objects.filter(shown, object__in=uuids).values_list("object", flat=True)
    return {*out, *back}


def measured(rows: Sequence[Published]) -> dict[UUID, Measured]:
    """What the observations of each tell: since when it is silent, whether they tell its place."""
    things = {row.uuid: row.content.get("thing") for row in rows}
    silences = silent_since({thing: row for row in rows if (thing := things[row.uuid])})
    leaks = secrecy.leaking([(things[row.uuid], row.content) for row in rows])
    return {uuid: (silences.get(thing), thing in leaks) for uuid, thing in things.items()}


def concerned(changes: since.Changes) -> set[UUID]:
    """Devices of which `known_of` may say something else: what they feed, a processing of theirs,
    their sign or another device of it, who answers for them was published anew."""
    near = {*changes.records, *since.subjects(changes.records, "dataset")}
    near |= {other for predicate, other in changes.links if predicate != "responsible"}
    own = since.subjects(changes.records, "device") | since.subjects(near, "device", "feeds")
    signs = since.subjects(near | own, "sign", "shows")
    return near | own | since.objects(signs, "shows")


# what `known_of` reads, and the page of what is around
KEPT = ("thing", "kind", "status", "recognition", *places.FIELDS, *ADDRESSES)
REGISTER = Register(
    "device", only(*KEPT), known_of, rules.check,
    beside=last_changed, concerned=concerned, measured=measured,
)  # fmt: skip
