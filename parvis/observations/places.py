"""What an observation is about when it names nothing: the place of its thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from parvis.observations import outbox
from parvis.observations.measures import MeasureProblem
from parvis.observations.models import FeatureOfInterest, Location
from parvis.records.questions import Question


def told(_shape: None, things: list[int]) -> QuerySet[Any]:
    links = Location.things.through.objects.filter(thing__in=things)
    return links.order_by("-location").values_list("thing", "location", "location__feature")


TOLD = Question(told)
FEATURES = Question(
    lambda _shape, keys: FeatureOfInterest.objects.filter(pk__in=keys).values_list("pk")
)


def of_things(streams: Mapping[int, int]) -> dict[int, int]:
    """The feature of each datastream, given with its thing: that of the thing's first location,
    made if need be. Raises MeasureProblem where a thing has no location."""
    fields = TOLD(sorted(set(streams.values())))
    placed = {thing: (location, feature) for thing, location, feature in fields}
    for stream, thing in streams.items():
        if thing not in placed:
            raise MeasureProblem("nowhere", value=stream)
    made = _features({location for location, feature in placed.values() if feature is None})
    found = {thing: feature or made[location] for thing, (location, feature) in placed.items()}
    return {stream: found[thing] for stream, thing in streams.items()}


def _features(locations: Collection[int]) -> dict[int, int]:
    if not locations:
        return {}
    missing = Location.objects.select_for_update().filter(pk__in=locations).order_by("pk")
    return {row.pk: row.feature_id or _made(row) for row in missing}


def _made(location: Location) -> int:
    feature = FeatureOfInterest.objects.create(
        name=location.name, description=location.description, feature=location.location,
        encoding_type=location.encoding_type, west=location.west, south=location.south,
        east=location.east, north=location.north,
    )  # fmt: skip
    location.feature = feature
    location.save(update_fields=["feature"])
    outbox.note(("FeatureOfInterest", [feature.pk], None))
    return feature.pk


def check(features: Collection[int]) -> None:
    """They are there, and stay until the transaction ends. Raises MeasureProblem."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM observations_featureofinterest WHERE id = ANY(%s) FOR KEY SHARE",
                [sorted(features)],
            )
            found = {key for (key,) in cursor}
    else:
        found = {key for (key,) in FEATURES(sorted(features))}
    for key in sorted(features):
        if key not in found:
            raise MeasureProblem("feature", value=key)
