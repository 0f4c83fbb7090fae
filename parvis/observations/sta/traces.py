"""What only a hidden thing told goes with it: a place or a feature that nothing uses is shown to
all, and would say where it was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from parvis.observations.models import Datastream, FeatureOfInterest, Location
from parvis.observations.sta.columns import LINKS
from parvis.observations.sta.entities import Entity
from parvis.observations.sta.kept import KINDS
from parvis.observations.sta.observed import distinct, features_of, within
from parvis.observations.sta.sight import Sight


@dataclass(frozen=True)
class Traces:
    """Places and features that nobody is shown before something goes."""

    places: Collection[int] = ()
    features: Collection[int] = ()

    def forget(self) -> None:
        """Those that nothing uses once it is gone."""
        here = Location.objects.filter(pk__in=self.places)
        here.filter(things=None, historical_locations=None).delete()
        left = frozenset(self.features)
        if left:
            left -= distinct("feature", within("feature", left))
            FeatureOfInterest.objects.filter(pk__in=left).delete()


def of(entity: Entity, row: Any) -> Traces:
    """The traces of what is about to go; none of what is shown to all."""
    sight = Sight()
    if not sight.hidden:
        return Traces()
    if entity.name == "Observation":
        return Traces(features={row.feature} if row.datastream in sight.unseen else ())
    places: Collection[int] = ()
    if entity.name == "Thing" and row.pk in sight.hidden:
        told = Location.objects.filter(Q(things=row) | Q(historical_locations__thing=row))
        places = frozenset(told.values_list("pk", flat=True))
    return Traces(places, features_of(streams(entity, row) & sight.unseen))


def streams(entity: Entity, row: Any) -> frozenset[int]:
    """The datastreams that go with it."""
    if entity.name in KINDS:
        return frozenset([row.pk])
    field = LINKS["Datastream"].get(entity.name)
    if field is None:
        return frozenset()
    theirs = Q(**{field: row})
    if entity.name == "ObservedProperty":
        theirs |= Q(components__observed_property=row)
    return frozenset(Datastream.objects.filter(theirs).values_list("pk", flat=True))
