"""What a device measures, as the room of observations keeps it: its last values."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce

from parvis.observations import instants
from parvis.observations.measures import read_result
from parvis.observations.models import Component, Datastream, Latest

MOST = 20  # datastreams of one device on its page


@dataclass(frozen=True)
class Value:
    """The last value of a datastream, or of one of its several properties: `number` in `unit`, or
    `text`; `at` its instant, UTC."""

    datastream: int
    name: str
    number: float | None
    text: str
    unit: str
    at: dt.datetime


def latest(thing: int | None) -> list[Value]:
    """The last values of a thing that is shown to all, by datastream. Two queries at most."""
    if thing is None:
        return []
    rows = Latest.objects.filter(datastream__thing=thing, datastream__thing__public=True)
    found = list(rows.select_related("datastream").order_by("datastream")[:MOST])
    names = parts_of(row.datastream for row in found)
    return [one for row in found for one in of_row(row, names.get(row.datastream_id))][:MOST]


def parts_of(streams: Iterable[Datastream]) -> dict[int, list[str]]:
    """What the datastreams of several properties are about, in the order of their results. One
    query, none when there are none."""
    keys = [one.pk for one in streams if one.types is not None]
    found: dict[int, list[str]] = {key: [] for key in keys}
    if keys:
        rows = Component.objects.filter(datastream__in=keys).order_by("datastream", "position")
        for key, name in rows.values_list("datastream", "observed_property__name"):
            found[key].append(name)
    return found


def unit_of(stream: Datastream, rank: int | None = None) -> str:
    """The symbol of a datastream's unit, else its name; "" for none. `rank`: of one of several
    properties."""
    unit: Any = (stream.unit or {}) if rank is None else stream.unit[rank]
    return str(unit.get("symbol") or unit.get("name") or "")


def of_row(row: Latest, names: Sequence[str] | None) -> Iterator[Value]:
    """One, or one for each of several properties (`names`) that was measured."""
    stream, at = row.datastream, instants.aware(row.start if row.end is None else row.end)
    if names is None:
        result = row.number if row.number is not None else read_result(None, row.other)
        yield value(stream, stream.name, result, unit_of(stream), at)
        return
    for rank, (name, result) in enumerate(zip(names, read_result(None, row.other), strict=True)):
        if result is not None:
            yield value(stream, name, result, unit_of(stream, rank), at)


def value(stream: Datastream, name: str, result: Any, unit: str, at: dt.datetime) -> Value:
    if isinstance(result, int | float) and not isinstance(result, bool):
        return Value(stream.pk, name, float(result), "", unit, at)
    return Value(stream.pk, name, None, written(result), unit, at)


def written(result: Any) -> str:
    """A result that is no number, as people read it; "" of none."""
    if result is None or isinstance(result, str):
        return result or ""
    return json.dumps(result, ensure_ascii=False, sort_keys=True)


def heard(things: Iterable[int]) -> dict[int, dt.datetime]:
    """When each of these things was last heard of; not there: never. One query for 500."""
    keys, found = list(things), {}
    for start in range(0, len(keys), 500):
        rows = Latest.objects.filter(datastream__thing__in=keys[start : start + 500])
        ends = rows.values_list("datastream__thing").annotate(last=Max(Coalesce("end", "start")))
        found.update({thing: instants.aware(micros) for thing, micros in ends})
    return found


def state(**of: str) -> str:
    """Another text whenever what `latest` gives of the device that `of` names (`device__slug`) is
    another: a new value, a corrected one, one held back. One query."""
    named = {f"datastream__thing__{name}": value for name, value in of.items()}
    shown = Latest.objects.filter(datastream__thing__public=True, **named).order_by("datastream")
    told = shown.values_list("datastream", "start", "end", "number", "other")[:MOST]
    return hashlib.sha256(repr(list(told)).encode()).hexdigest()[:16]
