"""Datastreams of several properties (MultiDatastream): their types, units and results.

A result is a list with a value for each property, in their order; null for one that was not
measured. A type is its name in Observations and Measurements (OGC 10-004r3), with or without the
address that stands before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from parvis.observations.measures import Measure, MeasureProblem, read_result

ADDRESS = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"
COMPLEX = f"{ADDRESS}OM_ComplexObservation"
MOST = 100  # properties of one datastream
SHOWN = 40  # characters of a value that is refused


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> bool:
    return _number(value) and value == int(value)


FITS: Mapping[str, Callable[[Any], bool]] = {
    "OM_Measurement": _number,
    "OM_CountObservation": _whole,
    "OM_TruthObservation": lambda value: isinstance(value, bool),
    "OM_CategoryObservation": lambda value: isinstance(value, str),
    "OM_Observation": lambda _value: True,
}
UNITLESS = {"OM_TruthObservation"}  # a yes or a no has no unit


def short(kind: str) -> str:
    return kind.removeprefix(ADDRESS)


class Held(Protocol):
    """What is known of a datastream: `types` None of one property."""

    types: list[str] | None


def check(batch: Iterable[Measure], held: Mapping[int, Held]) -> None:
    """Raises MeasureProblem for the first result that is not as its datastream says."""
    several = {key: each.types for key, each in held.items() if each.types is not None}
    if not several:
        return
    for each in batch:
        if each.datastream in several:
            check_one(each, several[each.datastream])


def check_one(measure: Measure, types: Sequence[str]) -> None:
    """Raises MeasureProblem."""
    stream, count = measure.datastream, len(types)
    result = read_result(measure.number, measure.other)
    if not isinstance(result, list):
        raise MeasureProblem("list", value=stream, count=count, given=shown(result))
    if len(result) != count:
        raise MeasureProblem("results", value=stream, count=count, given=len(result))
    for rank, (value, kind) in enumerate(zip(result, types, strict=True), 1):
        if value is not None and not FITS[short(kind)](value):
            raise MeasureProblem(
                "component", value=stream, rank=rank, given=shown(value), wanted=short(kind)
            )


def shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:SHOWN]
