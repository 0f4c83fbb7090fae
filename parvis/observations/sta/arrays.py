"""CreateObservations: many observations of several datastreams in one request (12.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from parvis.observations import multi
from parvis.observations.measures import Measure, is_list
from parvis.observations.sta import bodies, kinds, plain, writing
from parvis.observations.sta.authority import Rights
from parvis.observations.sta.entities import OBSERVATION, Property
from parvis.observations.sta.kept import SEVERAL
from parvis.observations.sta.problems import StaProblem, shown
from parvis.observations.sta.shapes import self_link
from parvis.observations.sta.together import TOGETHER
from parvis.records.problems import Problem

FEATURES = ("FeatureOfInterest/id", "FeatureOfInterest/@iot.id")
MOST = 100_000  # observations of one request
REFUSED = "error"


def created(rights: Rights, root: str, body: Any, zone: tzinfo) -> list[str]:
    """The address of each observation, or `error` where one could not be read; those that could
    are all recorded, or none is. Raises Problem."""
    found = read(body, zone)
    kept = [one for one in found if one is not None]
    ids = iter(TOGETHER.record(rights, kept))
    return [
        REFUSED if one is None else self_link(root, OBSERVATION, next(ids)) for one in found
    ]  # fmt: skip


def read(body: Any, zone: tzinfo) -> list[Measure | None]:
    if not isinstance(body, list):
        raise StaProblem("list", field="CreateObservations")
    found = [one for group in body for one in rows(group, zone)]
    if len(found) > MOST:
        raise StaProblem("much", most=MOST)
    return found


def rows(group: Any, zone: tzinfo) -> list[Measure | None]:
    """Those of one datastream."""
    if not isinstance(group, dict):
        raise StaProblem("object", entity="CreateObservations")
    kind = SEVERAL if SEVERAL in group else "Datastream"
    stream = group.get(kind)
    key = bodies.number(stream.get("@iot.id") if isinstance(stream, dict) else stream, kind)
    names, values = group.get("components"), group.get("dataArray")
    if not isinstance(names, list) or not isinstance(values, list):
        raise StaProblem("list", field="dataArray" if isinstance(names, list) else "components")
    columns = [component(name) for name in names]
    types = kinds.types(key) if kind == SEVERAL else None
    quick = plain.reader([one.name if one else None for one in columns], key, zone)
    found = [
        (quick(one) if types is None else None) or row(columns, one, key, zone, types)
        for one in values
    ]
    if types is None and any(each and is_list(each.other) for each in found):
        kinds.there(kind, key)
    return found


def component(name: Any) -> Property | None:
    """A property; None of the feature."""
    if name in FEATURES:
        return None
    found = OBSERVATION.property(name) if isinstance(name, str) else None
    if found is None or found.computed:
        known = ", ".join([one.name for one in OBSERVATION.properties[1:]] + [FEATURES[0]])
        raise StaProblem("choice", field="components", value=shown(str(name)), known=known)
    return found


def row(
    columns: Sequence[Property | None], given: Any, datastream: int, zone: tzinfo,
    types: Sequence[str] | None,
) -> Measure | None:  # fmt: skip
    """None of one that cannot be read: the others are taken. `types`: of a MultiDatastream."""
    if not isinstance(given, list) or len(given) != len(columns):
        return None
    single: dict[str, int | None] = {"Datastream": datastream}
    values: dict[str, Any] = {}
    try:
        for column, value in zip(columns, given, strict=True):
            if column is None:
                single["FeatureOfInterest"] = bodies.number(value, "FeatureOfInterest")
            else:
                values[column.name] = bodies.given(OBSERVATION, column, value, zone)
        found = writing.measure(values, single)
        if types is not None:
            multi.check_one(found, types)
    except Problem:
        return None
    return found
