"""Places that a device's page masks and that its measures would tell all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from parvis.observations.models import Datastream, Latest, Location, Thing

Content = Mapping[str, Any]


def leaking(devices: Iterable[tuple[int | None, Content]]) -> set[int | None]:
    """Things, shown to all, of which some place is not the very zone that their page shows: a
    location of today or of before, an observed area, the feature of a last value.

    `devices` gives (thing, projection); only masked ones are looked at. Three queries.
    """
    zones = {
        thing: content.get("zone")
        for thing, content in devices
        if thing is not None and content.get("position_shown") == "zone"
    }
    told = places(zones) if zones else ()
    return {thing for thing, shape in told if shape is not None and shape != zones[thing]}


def hold_back(devices: Iterable[tuple[int | None, Content]]) -> int:
    """Show to nobody the things that would tell a masked place; how many."""
    found = [thing for thing in leaking(devices) if thing is not None]
    return Thing.objects.filter(pk__in=found, public=True).update(public=False)


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


def geometry(held: Any) -> Any:
    """The geometry itself, of a GeoJSON geometry or feature."""
    return (
        held.get("geometry") if isinstance(held, dict) and held.get("type") == "Feature" else held
    )
