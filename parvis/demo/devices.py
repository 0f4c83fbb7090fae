"""Devices of the demonstration, what they measured, and what they go on measuring."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from parvis.demo import source
from parvis.demo.catalogue import missing
from parvis.demo.measures import PROFILES, TOGETHER, Measured, steps, value
from parvis.demo.source import Row
from parvis.design.text import french_spaces
from parvis.observations import instants
from parvis.observations.ingest import record
from parvis.observations.measures import Measure, text
from parvis.observations.models import (
    Component,
    Datastream,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from parvis.observations.multi import ADDRESS, COMPLEX
from parvis.organisations.models import Organisation
from parvis.public_space.models import Device, Sign
from parvis.public_space.signage.today import says_now, together
from parvis.records import bulk

PAST = dt.timedelta(days=40)  # what is measured before the first loading
MEASUREMENT = f"{ADDRESS}OM_Measurement"
STATION = "station météo"
MARK = "demo"  # in the properties of a datastream whose values we make
DAYS = ("installed_on", "ends_on", "status_since", "order_date", "order_expires")
TIES = {"feeds": "feeds", "contract": "under_contract"}  # what a row says, and the tie it makes
TOLD = frozenset({
    *source.TEXTS, *(f"{name}_en" for name in source.TEXTS), *DAYS,
    "preset", "slug", "organisation", *TIES, "notice", "at", "around", "moves", "why",
    "zone_name", "sign", "profile",
})  # fmt: skip


def rows() -> list[Row]:
    """The devices, each over its preset."""
    found = tomllib.loads(source.text("devices.toml"))
    return [found["preset"][row["preset"]] | row for row in found["device"]]


def load(organisations: Mapping[str, Organisation], reference: dt.date, why: str) -> int:
    """Create the devices that are missing, their things and their signs; how many."""
    fresh = missing(Device, rows())
    if not fresh:
        return 0
    devices = [device(row, organisations, reference) for row in fresh]
    tools = known()
    for row, made in zip(fresh, devices, strict=True):
        if "profile" in row:
            made.thing = thing(row, made, tools)
    bulk.save_many(devices, why=why)
    posted = [(row, made) for row, made in zip(fresh, devices, strict=True) if "sign" in row]
    bulk.save_many([*signs(posted, reference), *shared_signs(reference)], why=why)
    return len(fresh)


def shared_signs(reference: dt.date) -> Iterable[Sign]:
    """The signs of several devices of one place that are missing."""
    for row in missing(Sign, tomllib.loads(source.text("devices.toml"))["sign"]):
        first, *others = sorted(
            Device.objects.filter(slug__in=row["devices"]),
            key=lambda one: row["devices"].index(one.slug),
        )
        keys = [first.uuid, *(one.uuid for one in others)]
        day = source.day(reference, row["posted"])
        yield Sign(
            slug=row["slug"], short=row["short"], organisation=first.organisation, device=first,
            others=[str(one) for one in keys[1:]], says=together(keys, says_now(keys)),
            made_on=day, posted_on=day, checked_on=reference - dt.timedelta(days=20),
            **source.words(row),
        )  # fmt: skip


def device(row: Row, organisations: Mapping[str, Organisation], reference: dt.date) -> Device:
    plain = {name: typed(value) for name, value in row.items() if name not in TOLD}
    notice = settings.PARVIS_BASE_URL + row["notice"] if "notice" in row else ""
    made = Device(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        notice_url=notice,
        review_on=source.day(reference, 300),
        **{name: source.day(reference, row[name]) for name in DAYS if name in row},
        **position(row),
        **plain,
        **source.words(row),
    )
    since = {"since": made.installed_on, "until": None}
    made.ties = [
        ("tie", {"predicate": predicate, "object": row[name]} | since)
        for name, predicate in TIES.items()
        if name in row
    ]
    return made


def typed(value: Any) -> Any:
    """A text with the spaces of French before its marks; anything else as it is."""
    return french_spaces(value) if isinstance(value, str) else value


def position(row: Row) -> dict[str, Any]:
    """A point, or the box of what is masked or moves."""
    if "at" in row:
        return {"longitude": row["at"][0], "latitude": row["at"][1]}
    west, south, east, north = row["around"]
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "position_shown": "area" if "moves" in row else "zone",
        "zone_name": row.get("moves") or row["zone_name"],
        "position_why": typed(row.get("why", "")),
        "zone": {"type": "Polygon", "coordinates": [ring]},
    }


def thing(row: Row, made: Device, tools: Tools) -> Thing:
    """The thing that measures for a device, where it stands, with its datastream."""
    found = Thing.objects.create(
        name=made.title, description=made.plain_summary, organisation=made.organisation,
        properties={"capteur": f"{settings.PARVIS_BASE_URL}/id/device/{made.slug}"},
    )  # fmt: skip
    place = Location.objects.create(
        name=made.place, location={"type": "Point", "coordinates": [made.longitude, made.latitude]}
    )
    place.things.add(found)
    profile = row["profile"]
    (several if profile in TOGETHER else one_of)(found, profile, tools)
    return found


def one_of(measuring: Thing, profile: str, tools: Tools) -> None:
    """A datastream of one property."""
    kind = PROFILES[profile]
    Datastream.objects.create(
        name=kind.name, description=source.MARK["fr"], thing=measuring,
        sensor=tools.instruments[kind.name], observed_property=tools.seen[kind.name],
        unit=unit(kind), observation_type=MEASUREMENT, properties={MARK: profile},
    )  # fmt: skip


def several(measuring: Thing, profile: str, tools: Tools) -> None:
    """A datastream of several properties (MultiDatastream)."""
    kinds = [PROFILES[name] for name in TOGETHER[profile]]
    made = Datastream.objects.create(
        name="Le temps qu’il fait", description=source.MARK["fr"], thing=measuring,
        sensor=tools.instruments[STATION], types=[MEASUREMENT] * len(kinds),
        unit=[unit(kind) for kind in kinds], observation_type=COMPLEX, properties={MARK: profile},
    )  # fmt: skip
    Component.objects.bulk_create(
        Component(datastream=made, observed_property=tools.seen[kind.name], position=rank)
        for rank, kind in enumerate(kinds)
    )


def unit(kind: Measured) -> dict[str, str]:
    return {"name": kind.unit, "symbol": kind.symbol, "definition": ""}


@dataclass(frozen=True)
class Tools:
    """What is measured and what measures it, by the name of a profile or of a station."""

    seen: Mapping[str, ObservedProperty]
    instruments: Mapping[str, Sensor]


def known() -> Tools:
    """Those of all profiles; the missing ones are made."""
    names = dict.fromkeys(kind.name for kind in PROFILES.values())
    glossary = f"{settings.PARVIS_BASE_URL}/glossaire/"
    seen = named(ObservedProperty, names, definition=glossary)
    called = {f"Instrument fictif : {name}": name for name in (*names, STATION)}
    plain = {"encoding_type": "text/plain", "metadata": source.MARK["fr"]}
    found = named(Sensor, called, **plain)
    return Tools(seen, {called[name]: one for name, one in found.items()})


def named(model: Any, names: Iterable[str], **said: str) -> dict[str, Any]:
    there = set(model.objects.filter(name__in=list(names)).values_list("name", flat=True))
    model.objects.bulk_create(model(name=name, **said) for name in names if name not in there)
    return {one.name: one for one in model.objects.filter(name__in=list(names))}


def signs(posted: Iterable[tuple[Row, Device]], reference: dt.date) -> Iterable[Sign]:
    """A sign of each, put up on its day."""
    pairs = list(posted)
    says = says_now([made.uuid for _row, made in pairs])
    for row, made in pairs:
        day = source.day(reference, row["sign"])
        yield Sign(
            title=f"Panneau : {made.title}",
            slug=f"panneau-{made.slug}",
            summary=source.MARK["fr"],
            translations={
                "en": {"title": f"Sign: {row['title_en']}", "summary": source.MARK["en"]}
            },
            organisation=made.organisation, device=made, says=says[made.uuid],
            made_on=day, posted_on=day, checked_on=reference - dt.timedelta(days=20),
        )  # fmt: skip


def measure(now: dt.datetime | None = None) -> int:
    """Give each datastream of the demonstration the values that are due until now; how many."""
    now = now or timezone.now()
    streams = Datastream.objects.filter(properties__has_key=MARK).order_by("pk")
    found = [measure for stream in streams for measure in due(stream, now)]
    record(found)
    return len(found)


def due(stream: Datastream, now: dt.datetime) -> Iterable[Measure]:
    """The values since the last one, at most those of PAST."""
    profile = stream.properties[MARK]
    kind = steps(profile)
    first = int((now - PAST).timestamp())
    if stream.last_end is not None:
        first = max(first, stream.last_end // instants.SECOND + 1)
    zone = timezone.get_default_timezone()
    for second in range(first + -first % kind.step, int(now.timestamp()) + 1, kind.step):
        local = dt.datetime.fromtimestamp(second, zone)
        start = second - kind.step if kind.counts else second
        yield Measure(
            stream.pk, None, start * instants.SECOND,
            second * instants.SECOND if kind.counts else None,
            **result(profile, str(stream.pk), local),
        )  # fmt: skip


def result(profile: str, seed: str, local: dt.datetime) -> dict[str, Any]:
    """What a measure says, as it is kept."""
    if profile not in TOGETHER:
        return {"number": value(profile, seed, local)}
    return {"other": text([value(name, seed, local) for name in TOGETHER[profile]])}
