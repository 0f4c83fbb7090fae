"""One observation as most clients send it: its result, its times, what it names, nothing else.

What is read here is what `bodies` and `writing` would read; of any other body or address, nothing
is said: they read it.
"""

from __future__ import annotations

import json
from datetime import tzinfo
from math import isfinite
from typing import Any

from django.http import HttpRequest

from parvis.observations import instants
from parvis.observations.instants import InstantProblem
from parvis.observations.measures import Measure
from parvis.observations.sta.bodies import refuse
from parvis.observations.sta.calls import JSON
from parvis.observations.sta.path import LARGEST

SHORT = 1_000  # octets
SHAPE = frozenset({"result", "phenomenonTime", "resultTime", "Datastream", "FeatureOfInterest"})
WHOLE = 2**53  # whole numbers that a double holds exactly, up to it
DECODE = json.JSONDecoder(parse_constant=refuse).decode


def sent(request: HttpRequest, path: str) -> bool:
    """Whether such a body may come with a request."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return (
        request.method == "POST" and path == "Observations" and request.content_type == JSON
        and not request.META.get("QUERY_STRING") and length.isdecimal() and int(length) <= SHORT
    )  # fmt: skip


def read(body: bytes, zone: tzinfo) -> Measure | None:
    try:
        found = DECODE(body.decode())
    except (ValueError, RecursionError):
        return None
    if type(found) is not dict or not found.keys() <= SHAPE:
        return None
    stream, feature = named(found.get("Datastream")), named(found.get("FeatureOfInterest"))
    number = result(found.get("result"))
    if stream is None or number is None or (feature is None and "FeatureOfInterest" in found):
        return None
    try:
        start, end = instants.phenomenon(text(found["phenomenonTime"]), zone)
        said = instants.instant(text(found["resultTime"]), zone) if "resultTime" in found else None
    except (KeyError, InstantProblem):
        return None
    return Measure(stream, feature, start, end, said, number)


def named(value: Any) -> int | None:
    """Of `{"@iot.id": 12}`."""
    if type(value) is not dict or len(value) != 1:
        return None
    key = value.get("@iot.id")
    return key if type(key) is int and 0 < key <= LARGEST else None


def result(value: Any) -> float | None:
    if type(value) is float and isfinite(value):
        return value
    return float(value) if type(value) is int and abs(value) <= WHOLE else None


def text(value: Any) -> str:
    """Raises InstantProblem for what is none."""
    if type(value) is not str:
        raise InstantProblem("instant", value="")
    return value
