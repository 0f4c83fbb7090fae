"""What a device measures, as the room of observations keeps it: its last values."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce

from parvis.observations import instants
from parvis.observations.measures import read_result
from parvis.observations.models import Datastream, Latest

MOST = 20  # datastreams of one device on its page


@dataclass(frozen=True)
class Value:
    """The last value of a datastream: `number` in `unit`, or `text`; `at` its instant, UTC."""

    datastream: int
    name: str
    number: float | None
    text: str
    unit: str
    at: dt.datetime


def latest(thing: int | None) -> list[Value]:
    """The last values of a thing that is shown to all, by datastream. One query."""
    if thing is None:
        return []
    rows = Latest.objects.filter(datastream__thing=thing, datastream__thing__public=True)
    rows = rows.select_related("datastream").order_by("datastream")
    return [value(row) for row in rows[:MOST]]


def unit_of(stream: Datastream) -> str:
    """The symbol of a datastream's unit, else its name; "" for none."""
    unit: Any = stream.unit or {}
    return str(unit.get("symbol") or unit.get("name") or "")


def said(row: Latest) -> str:
    """A result that is no number, as people read it; "" of a number."""
    if row.other is None:
        return ""
    found = read_result(None, row.other)
    return found if isinstance(found, str) else row.other


def value(row: Latest) -> Value:
    return Value(
        row.datastream_id, row.datastream.name, row.number, said(row),
        unit_of(row.datastream),
        instants.aware(row.start if row.end is None else row.end),
    )  # fmt: skip


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
