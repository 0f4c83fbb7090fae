"""The entities of the standard, MultiDatastream among them: their properties and relations
(OGC 18-088, clauses 8 and 14.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """What a property holds, and so what may be asked of it."""

    ID = "id"
    TEXT = "text"
    JSON = "json"
    INSTANT = "instant"
    TIME = "time"  # an instant, or an interval
    INTERVAL = "interval"
    RESULT = "result"  # of any type
    PLACE = "place"  # GeoJSON, or anything else under an encoding of its own


@dataclass(frozen=True)
class Property:
    """`computed`: kept by the service, never given by who writes."""

    name: str
    type: Type
    required: bool = False
    computed: bool = False


@dataclass(frozen=True)
class Relation:
    """`name` is that of the path; `target` the singular name of an entity."""

    name: str
    target: str
    many: bool
    required: bool = False


@dataclass(frozen=True)
class Entity:
    name: str
    plural: str
    properties: tuple[Property, ...]
    relations: tuple[Relation, ...]
    by_name: Mapping[str, Property | Relation] = field(init=False)

    def __post_init__(self) -> None:
        both: tuple[Property | Relation, ...] = (*self.properties, *self.relations)
        object.__setattr__(self, "by_name", {one.name: one for one in both})

    def property(self, name: str) -> Property | None:
        found = self.by_name.get(name)
        return found if isinstance(found, Property) else None

    def relation(self, name: str) -> Relation | None:
        found = self.by_name.get(name)
        return found if isinstance(found, Relation) else None


ID = Property("@iot.id", Type.ID, computed=True)
NAME = Property("name", Type.TEXT, required=True)
DESCRIPTION = Property("description", Type.TEXT, required=True)
PROPERTIES = Property("properties", Type.JSON)
ENCODING = Property("encodingType", Type.TEXT, required=True)

STREAMS = (
    Relation("Datastreams", "Datastream", many=True),
    Relation("MultiDatastreams", "MultiDatastream", many=True),
)

THING = Entity(
    "Thing", "Things",
    (ID, NAME, DESCRIPTION, PROPERTIES),
    (
        Relation("Locations", "Location", many=True),
        Relation("HistoricalLocations", "HistoricalLocation", many=True),
        *STREAMS,
    ),
)  # fmt: skip
LOCATION = Entity(
    "Location", "Locations",
    (ID, NAME, DESCRIPTION, ENCODING, Property("location", Type.PLACE, required=True), PROPERTIES),
    (
        Relation("Things", "Thing", many=True),
        Relation("HistoricalLocations", "HistoricalLocation", many=True),
    ),
)  # fmt: skip
HISTORICAL_LOCATION = Entity(
    "HistoricalLocation", "HistoricalLocations",
    (ID, Property("time", Type.INSTANT, required=True)),
    (
        Relation("Thing", "Thing", many=False, required=True),
        Relation("Locations", "Location", many=True, required=True),
    ),
)  # fmt: skip
EXTENT = (
    Property("observedArea", Type.PLACE),
    Property("phenomenonTime", Type.INTERVAL, computed=True),
    Property("resultTime", Type.INTERVAL, computed=True),
)
DATASTREAM = Entity(
    "Datastream", "Datastreams",
    (
        ID, NAME, DESCRIPTION,
        Property("observationType", Type.TEXT, required=True),
        Property("unitOfMeasurement", Type.JSON, required=True),
        *EXTENT, PROPERTIES,
    ),
    (
        Relation("Thing", "Thing", many=False, required=True),
        Relation("Sensor", "Sensor", many=False, required=True),
        Relation("ObservedProperty", "ObservedProperty", many=False, required=True),
        Relation("Observations", "Observation", many=True),
    ),
)  # fmt: skip
MULTI_DATASTREAM = Entity(
    "MultiDatastream", "MultiDatastreams",
    (
        ID, NAME, DESCRIPTION,
        Property("observationType", Type.TEXT, computed=True),  # there is but one
        Property("multiObservationDataTypes", Type.JSON, required=True),
        Property("unitOfMeasurements", Type.JSON, required=True),
        *EXTENT, PROPERTIES,
    ),
    (
        Relation("Thing", "Thing", many=False, required=True),
        Relation("Sensor", "Sensor", many=False, required=True),
        Relation("ObservedProperties", "ObservedProperty", many=True, required=True),
        Relation("Observations", "Observation", many=True),
    ),
)  # fmt: skip
SENSOR = Entity(
    "Sensor",
    "Sensors",
    (ID, NAME, DESCRIPTION, ENCODING, Property("metadata", Type.JSON, required=True), PROPERTIES),
    STREAMS,
)
OBSERVED_PROPERTY = Entity(
    "ObservedProperty",
    "ObservedProperties",
    (ID, NAME, Property("definition", Type.TEXT, required=True), DESCRIPTION, PROPERTIES),
    STREAMS,
)
OBSERVATION = Entity(
    "Observation", "Observations",
    (
        ID,
        Property("phenomenonTime", Type.TIME),
        Property("result", Type.RESULT, required=True),
        Property("resultTime", Type.INSTANT),
        Property("resultQuality", Type.JSON),
        Property("validTime", Type.INTERVAL),
        Property("parameters", Type.JSON),
    ),
    (
        Relation("Datastream", "Datastream", many=False),  # it has one of these two
        Relation("MultiDatastream", "MultiDatastream", many=False),
        Relation("FeatureOfInterest", "FeatureOfInterest", many=False),
    ),
)  # fmt: skip
FEATURE_OF_INTEREST = Entity(
    "FeatureOfInterest", "FeaturesOfInterest",
    (ID, NAME, DESCRIPTION, ENCODING, Property("feature", Type.PLACE, required=True), PROPERTIES),
    (Relation("Observations", "Observation", many=True),),
)  # fmt: skip

ENTITIES = (
    THING, LOCATION, HISTORICAL_LOCATION, DATASTREAM, MULTI_DATASTREAM, SENSOR, OBSERVED_PROPERTY,
    OBSERVATION, FEATURE_OF_INTEREST,
)  # fmt: skip
BY_NAME = {entity.name: entity for entity in ENTITIES}
BY_PLURAL = {entity.plural: entity for entity in ENTITIES}


def target(relation: Relation) -> Entity:
    return BY_NAME[relation.target]
