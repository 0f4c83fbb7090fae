"""The rules put to the devices of the register: drafts before publication, what is public since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone

from parvis.catalogue.links.known import Silent, last_changed
from parvis.public_space import breaches, places, rules, secrecy, tied, values
from parvis.public_space.breaches import ADDRESSES, Known
from parvis.records import canonical, ruled, since
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach
from parvis.records.models import Published
from parvis.records.remembered import Register, only

SILENT = Silent()
Measured = tuple[dt.date | None, bool]


def lacking(device: Any) -> dict[str, str]:
    """What keeps this draft from being published, a sentence by field."""
    content = drafted(device)
    found: dict[str, str] = {}
    for breach in rules.check(content, known_of_draft(device, content)):
        if breach.rule.severity == "error":
            found.setdefault(breach.rule.field, ruled.sentence(breach))
    return found


def advised(device: Any) -> list[str]:
    """What the rules will tell of this draft once it is public, and does not keep it from it."""
    content, mine = drafted(device), device.uuid
    films = [mine] if breaches.films(content) else []
    sees = [mine] if breaches.analyses_images(content) else []
    known = replace(
        known_of_draft(device, content),
        treated=mine in tied.treated(films, drawn(device, "feeds") if films else []),
        explained=mine in tied.analysed(sees, drawn(device) if sees else []),
    )
    found = rules.check(content, known)
    return [ruled.sentence(one) for one in found if one.rule.severity != "error"]


def drafted(device: Any) -> dict[str, Any]:
    """What would be published of this draft, and its day of review."""
    return {**device.projected(), "review_on": canonical.plain(device.review_on)}


def drawn(device: Any, *predicates: str) -> list[tuple[UUID, UUID]]:
    """What this draft is tied to, by any predicate where none is named."""
    ties = device.relations()
    return [
        (device.uuid, one.object) for one in ties if one.predicate in predicates or not predicates
    ]


def known_of_draft(device: Any, content: dict[str, Any]) -> Known:
    """What the rules that keep a draft from being published must know beside it."""
    feeds = drawn(device, "feeds") if breaches.recognises(content) else []
    return Known(
        timezone.localdate(),
        opens=tied.opened(feeds).get(device.uuid, ()),
        leaks=device.thing_id in secrecy.leaking([(device.thing_id, content)], every=True),
    )


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
    mine = list(given)
    feeds = tied.from_devices(mine, "feeds")
    opens, treated = tied.opened(feeds), tied.treated(mine, feeds)
    explained = with_algorithm(rows)
    posted, outdated = signs(rows)
    today = timezone.localdate()
    return {
        row.uuid: Known(
            today,
            silent_since=told[row.uuid][0],
            dead=tuple(one for one in given[row.uuid] if one in dead),
            opens=opens.get(row.uuid, ()),
            treated=row.uuid in treated,
            explained=row.uuid in explained,
            leaks=told[row.uuid][1],
            announced=row.uuid in posted,
            outdated=row.uuid in outdated,
        )
        for row in rows
    }


def with_algorithm(rows: Iterable[Published]) -> set[UUID]:
    """Devices whose pictures a program reads that the register of algorithms knows. No query where
    none does."""
    seeing = [row.uuid for row in rows if breaches.analyses_images(row.content)]
    return tied.analysed(seeing, tied.from_devices(seeing)) if seeing else set()


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


def measured(rows: Sequence[Published]) -> dict[UUID, Measured]:
    """What the observations of each tell: since when it is silent, whether they tell its place."""
    things = {row.uuid: row.content.get("thing") for row in rows}
    silences = silent_since({thing: row for row in rows if (thing := things[row.uuid])})
    leaks = secrecy.leaking([(things[row.uuid], row.content) for row in rows])
    return {uuid: (silences.get(thing), thing in leaks) for uuid, thing in things.items()}


def concerned(changes: since.Changes) -> set[UUID]:
    """Devices of which `known_of` may say something else: what they feed, a processing of theirs,
    an algorithm of that, their sign or another device of it, who answers for them was published
    anew."""
    near = {*changes.records, *since.subjects(changes.records, "dataset")}
    near |= {other for predicate, other in changes.links if predicate != "responsible"}
    near |= since.objects(near, "treats", "collects_by")  # an algorithm that works there changed
    own = since.subjects(changes.records, "device") | since.subjects(near, "device", "feeds")
    signs = since.subjects(near | own, "sign", "shows")
    return near | own | since.objects(signs, "shows")


# what `known_of` reads, and the page of what is around
KEPT = (
    *("thing", "kind", "status", "recognition", "technologies", "processing"),
    *places.FIELDS, *ADDRESSES,
)  # fmt: skip
REGISTER = Register(
    "device", only(*KEPT), known_of, rules.check,
    beside=last_changed, concerned=concerned, measured=measured,
)  # fmt: skip
