"""Uplinks become measures: the thing bears the number of the device, each of its datastreams the
name of a field.

`Thing.properties["lorawan"]["devEui"]`, `Datastream.properties["lorawan"]["field"]`,
`Sensor.properties["decoder"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from parvis.observations import instants, keys
from parvis.observations import measures as m
from parvis.observations.lorawan import uplink as uplinks
from parvis.observations.lorawan.uplink import Scalar, Uplink, UplinkProblem
from parvis.observations.measures import Measure
from parvis.observations.models import Datastream, Key, Thing


def things(euis: Iterable[str], key: Key | None = None) -> Mapping[str, Thing]:
    """Those that bear the numbers, however they are written, among what a key writes to: anyone may
    write another's number on a thing of their own. The first made, of several."""
    wanted = set(euis)
    among = Thing.objects.all() if key is None else keys.things(key)
    rows = among.filter(properties__has_key="lorawan").order_by("-pk")
    rows = rows.prefetch_related("datastreams__sensor")
    found = ((number(thing), thing) for thing in rows)
    return {eui: thing for eui, thing in found if eui in wanted}


def number(thing: Thing) -> str:
    declared = thing.properties.get("lorawan")
    told = declared.get("devEui") if isinstance(declared, dict) else None
    try:
        return uplinks.eui(told, "devEui")
    except UplinkProblem:
        return ""


def measures(uplink: Uplink, thing: Thing) -> list[Measure]:
    """One for each datastream whose field the uplink tells. Raises UplinkProblem,
    InstantProblem."""
    time = instants.instant(uplink.time, ZoneInfo(settings.TIME_ZONE))
    found = []
    known: dict[int, Mapping[str, Scalar]] = {}
    for stream in thing.datastreams.all():
        name = field(stream)
        if name is None or stream.types is not None:
            continue
        sensor = stream.sensor
        if sensor.pk not in known:
            known[sensor.pk] = uplinks.values(uplink, sensor.properties.get("decoder"))
        if name in known[sensor.pk]:
            value, other = m.result(known[sensor.pk][name])
            found.append(Measure(stream.pk, None, time, number=value, other=other))
    return found


def field(stream: Datastream) -> str | None:
    declared: Any = stream.properties.get("lorawan")
    name = declared.get("field") if isinstance(declared, dict) else None
    return name if isinstance(name, str) else None


def of(found: Sequence[Uplink], key: Key | None = None) -> list[list[Measure] | UplinkProblem]:
    """The measures of each uplink that a key sends, or why there are none."""
    known = things((each.eui for each in found), key)
    return [told(each, known.get(each.eui)) for each in found]


def told(uplink: Uplink, thing: Thing | None) -> list[Measure] | UplinkProblem:
    if thing is None:
        return UplinkProblem("device", value=uplink.eui)
    try:
        return measures(uplink, thing)
    except UplinkProblem as problem:
        return problem
    except instants.InstantProblem:
        return UplinkProblem("uplink", field="time")
