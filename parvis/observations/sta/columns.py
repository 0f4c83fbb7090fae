"""Where the properties of the standard are kept: fields in the ORM's words, and how each is read
in an expression."""

from __future__ import annotations

from collections.abc import Mapping

from parvis.observations.sta.entities import OBSERVATION, Type
from parvis.observations.sta.forms import Constant, Expression, Field, JsonPath, made
from parvis.observations.sta.references import Reference
from parvis.observations.sta.values import FACES, Kind, Value

NAMED = {"@iot.id": "id", "name": "name", "description": "description", "properties": "properties"}
ENCODED = {**NAMED, "encodingType": "encoding_type"}
# the field of each property, or the two of a time's ends
FIELDS: Mapping[str, Mapping[str, str | tuple[str, str]]] = {
    "Thing": NAMED,
    "Location": {**ENCODED, "location": "location"},
    "HistoricalLocation": {"@iot.id": "id", "time": "time"},
    "Datastream": {
        **NAMED, "observationType": "observation_type", "unitOfMeasurement": "unit",
        "observedArea": "observed_area", "phenomenonTime": ("first_start", "last_end"),
        "resultTime": ("result_first", "result_last"),
    },
    "MultiDatastream": {
        **NAMED, "observationType": "observation_type", "multiObservationDataTypes": "types",
        "unitOfMeasurements": "unit", "observedArea": "observed_area",
        "phenomenonTime": ("first_start", "last_end"),
        "resultTime": ("result_first", "result_last"),
    },
    "Sensor": {**ENCODED, "metadata": "metadata"},
    "ObservedProperty": {**NAMED, "definition": "definition"},
    "Observation": {
        "@iot.id": "id", "phenomenonTime": ("start", "end"), "result": "other",
        "resultTime": "result_time", "resultQuality": "quality",
        "validTime": ("valid_start", "valid_end"), "parameters": "parameters",
    },
    "FeatureOfInterest": {**ENCODED, "feature": "feature"},
}  # fmt: skip
# the ORM's name of each relation, from the entity that bears it
LINKS: Mapping[str, Mapping[str, str]] = {
    "Thing": {
        "Locations": "locations", "HistoricalLocations": "historical_locations",
        "Datastreams": "datastreams", "MultiDatastreams": "datastreams",
    },
    "Location": {"Things": "things", "HistoricalLocations": "historical_locations"},
    "HistoricalLocation": {"Thing": "thing", "Locations": "locations"},
    "Datastream": {
        "Thing": "thing", "Sensor": "sensor", "ObservedProperty": "observed_property",
        "Observations": "observations",
    },
    "MultiDatastream": {
        "Thing": "thing", "Sensor": "sensor", "ObservedProperties": "observed_properties",
        "Observations": "observations",
    },
    "Sensor": {"Datastreams": "datastreams", "MultiDatastreams": "datastreams"},
    "ObservedProperty": {"Datastreams": "datastreams", "MultiDatastreams": "multi_datastreams"},
    "Observation": {
        "Datastream": "datastream", "MultiDatastream": "datastream", "FeatureOfInterest": "feature",
    },
    "FeatureOfInterest": {"Observations": "observations"},
}  # fmt: skip
# the place of an entity in a relation that has an order of its own
RANKS: Mapping[str, Mapping[str, str]] = {
    "MultiDatastream": {"ObservedProperties": "components__position"},
}


def column(reference: Reference) -> Value:
    """A property, after relations to one entity each."""
    prefix, owner = "", reference.owner.name
    for bearer, relation in reference.steps:
        prefix += f"{LINKS[bearer.name][relation.name]}__"
    field = FIELDS[owner][reference.property.name]
    if isinstance(field, tuple):
        return timed(reference, Field(prefix + field[0]), Field(prefix + field[1]))
    name = Field(prefix + field)
    match reference.property.type:
        case Type.ID:
            return Value(Kind.NUMBER, name, node=reference.column)
        case Type.TEXT:
            return Value(Kind.TEXT, name, node=reference.column)
        case Type.INSTANT:
            return Value(Kind.TIME, name, node=reference.column)
        case Type.RESULT:
            return result(reference, name, Field(f"{prefix}number"))
    return dynamic(reference, name)


def timed(reference: Reference, start: Field, end: Field) -> Value:
    """An instant has no end of its own; the ends of other times are always there."""
    last: Expression = end
    if reference.property.type is Type.TIME:
        last = made("either", end, start)
    return Value(Kind.TIME, start, last, node=reference.column)


def dynamic(reference: Reference, name: Expression) -> Value:
    """A JSON value, or what stands inside it."""
    path = JsonPath(reference.inside, escaped=reference.owner is not OBSERVATION)
    faces = {kind: made(f"json {kind}", name, path) for kind in FACES}
    there = made("json there", name, path)
    if reference.property.type is Type.PLACE and not reference.inside:
        return Value(Kind.PLACE, name, node=reference.column)
    return Value(Kind.DYNAMIC, there, faces=faces, node=reference.column)


def result(reference: Reference, other: Expression, number: Expression) -> Value:
    """Numbers stand in a column of their own, which has an index; a whole number that a double does
    not hold exactly is told, and compared with nothing."""
    value = dynamic(reference, other)
    if reference.inside:
        return value
    faces = {**value.faces, Kind.NUMBER: number}
    there = made("choice", made("absent", number), value.main, Constant("number"))
    return Value(Kind.DYNAMIC, there, faces=faces, node=reference.column)
