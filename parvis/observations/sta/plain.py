"""Observations as most clients send them: a result, times, what is named, nothing else; one, or the
rows of an array.

What is read here is what `bodies` and `writing` would read; of anything else nothing is said: they
read it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import tzinfo
from math import isfinite
from typing import Any

from parvis.observations import instants
from parvis.observations.instants import InstantProblem
from parvis.observations.measures import Measure
from parvis.observations.sta.bodies import refuse
from parvis.observations.sta.path import LARGEST

SHAPE = frozenset({"result", "phenomenonTime", "resultTime", "Datastream", "FeatureOfInterest"})
COLUMNS = frozenset({"result", "phenomenonTime"})
ROW = COLUMNS | {"resultTime", None}
WHOLE = 2**53  # whole numbers that a double holds exactly, up to it
DECODE = json.JSONDecoder(parse_constant=refuse).decode


def read(body: bytes, zone: tzinfo) -> Measure | None:
    try:
        found = DECODE(body.decode())
    except (ValueError, RecursionError):
        return None
    if type(found) is not dict or not found.keys() <= SHAPE:
        return None
    key, start, said = found.get("Datastream"), found.get("phenomenonTime"), found.get("resultTime")
    about = found.get("FeatureOfInterest")
    stream, feature = named(key), named(about)
    if stream is None or (feature is None and "FeatureOfInterest" in found):
        return None
    if said is None and "resultTime" in found:
        return None
    return measure(stream, feature, start, said, found.get("result"), zone)


def reader(
    columns: Sequence[str | None], stream: int, zone: tzinfo
) -> Callable[[Any], Measure | None]:
    """Reads the rows of an array; `columns`: names of properties, None of the feature."""
    places = {name: rank for rank, name in enumerate(columns)}
    many = len(columns)
    if not COLUMNS <= places.keys() <= ROW or len(places) < many:
        return lambda _given: None
    what, when = places["result"], places["phenomenonTime"]
    said, about = places.get("resultTime"), places.get(None)

    def row(given: Any) -> Measure | None:
        if type(given) is not list or len(given) != many:
            return None
        feature, told = None, None
        if about is not None:
            feature = given[about]
            if type(feature) is not int or not 0 < feature <= LARGEST:
                return None
        if said is not None:
            told = given[said]
            if told is None:
                return None
        return measure(stream, feature, given[when], told, given[what], zone)

    return row


def measure(
    stream: int, feature: int | None, start: Any, said: Any, result: Any, zone: tzinfo
) -> Measure | None:
    """`start`: an instant; `said`: that of the result, None when there is none."""
    if type(result) is int and -WHOLE <= result <= WHOLE:
        result = float(result)
    elif type(result) is not float or not isfinite(result):
        return None
    result += 0.0  # as `measures.result`
    if type(start) is not str or (said is not None and type(said) is not str):
        return None
    try:
        begun = instants.instant(start, zone)
        told = begun if said == start or said is None else instants.instant(said, zone)
    except InstantProblem:
        return None
    return Measure(stream, feature, begun, None, None if said is None else told, result)


def named(value: Any) -> int | None:
    """Of `{"@iot.id": 12}`."""
    if type(value) is not dict or len(value) != 1:
        return None
    key = value.get("@iot.id")
    return key if type(key) is int and 0 < key <= LARGEST else None
