"""Places that a device's page masks and that its measures would tell all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from parvis.observations.models import Datastream, FeatureOfInterest, Latest, Location, Thing
from parvis.observations.sta import observed
from parvis.records.kinds import Circle
from parvis.records.models import Published
from parvis.records.questions import Question

Content = Mapping[str, Any]


def leaking(devices: Iterable[tuple[int | None, Content]], every: bool = False) -> set[int | None]:
    """Things, shown to all, of which some place is not the very zone that their page shows: a
    location of today or of before, an observed area, the feature of a last value.

    `devices` gives (thing, projection); only masked ones are looked at. Three queries; with
    `every`, the features of all their values are looked at, which takes longer.
    """
    zones = {
        thing: content.get("zone")
        for thing, content in devices
        if thing is not None and content.get("position_shown") == "zone"
    }
    told = [*places(zones), *(observed_places(zones) if every else ())] if zones else []
    return {thing for thing, shape in told if shape is not None and shape != zones[thing]}


def hold_back(rows: Iterable[Published]) -> int:
    """Show to nobody the things that would tell a masked place, nor those of a device that is not
    for everyone; how many. `rows`: devices, withdrawn ones too."""
    devices = [(row.content.get("thing"), row.content) for row in rows]
    reserved = {
        thing for thing, content in devices if content.get("circle", Circle.PUBLIC) > Circle.PUBLIC
    }
    found = [one for one in leaking(devices, every=True) | reserved if one is not None]
    return Thing.objects.filter(pk__in=found, public=True).update(public=False) if found else 0


def devices_of(_shape: None, things: list[int]) -> QuerySet[Published]:
    uuids = Thing.objects.filter(pk__in=things).exclude(device=None).values("device__uuid")
    return Published.objects.filter(pk__in=uuids)


DEVICES = Question(devices_of)


def look_again(things: Collection[int]) -> int:
    """As `hold_back`, of the devices whose things these are."""
    return hold_back(DEVICES(sorted(things)))


def places(things: Iterable[int]) -> Iterable[tuple[int, Any]]:
    """(thing, geometry) of all that tells where these things are, for those shown to all."""
    keys = list(things)
    for path in ("things", "historical_locations__thing"):
        rows = Location.objects.filter(**{f"{path}__in": keys, f"{path}__public": True})
        yield from ((thing, geometry(held)) for thing, held in rows.values_list(path, "location"))
    streams = Datastream.objects.filter(thing__in=keys, thing__public=True)
    yield from streams.exclude(observed_area=None).values_list("thing", "observed_area")
    last = Latest.objects.filter(datastream__thing__in=keys, datastream__thing__public=True)
    for thing, held in last.values_list("datastream__thing", "feature__feature"):
        yield thing, geometry(held)


def observed_places(things: Iterable[int]) -> Iterable[tuple[int, Any]]:
    """(thing, geometry) of all the features that they ever observed; one question a thing."""
    shown = Datastream.objects.filter(thing__in=list(things), thing__public=True)
    streams: dict[int, list[int]] = {}
    for thing, stream in shown.values_list("thing", "pk"):
        streams.setdefault(thing, []).append(stream)
    for thing, theirs in streams.items():
        features = observed.distinct("feature", observed.within("datastream", theirs))
        rows = FeatureOfInterest.objects.filter(pk__in=features)
        yield from ((thing, geometry(held)) for held in rows.values_list("feature", flat=True))


def geometry(held: Any) -> Any:
    """The geometry itself, of a GeoJSON geometry or feature."""
    return (
        held.get("geometry") if isinstance(held, dict) and held.get("type") == "Feature" else held
    )
