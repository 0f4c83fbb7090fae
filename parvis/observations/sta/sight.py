"""What an asker sees: a thing that is not public, and all that hangs on it, only by its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.observations import keys
from parvis.observations.models import Datastream, Key, Location, Thing
from parvis.observations.sta.entities import Entity
from parvis.observations.sta.observed import features_of

# what several things may use, and how
SHARED: dict[str, Callable[[], QuerySet[Any]]] = {
    "Location": lambda: Location.things.through.objects.filter(location=OuterRef("pk")),
    "Sensor": lambda: Datastream.objects.filter(sensor=OuterRef("pk")),
    "ObservedProperty": lambda: Datastream.objects.filter(observed_property=OuterRef("pk")),
}


class Sight:
    """`hidden`: things that are not shown to who asks; most often none."""

    def __init__(self, key: Key | None = None) -> None:
        self.key = key

    @cached_property
    def hidden(self) -> frozenset[int]:
        found = Thing.objects.filter(public=False)
        if self.key is not None:
            found = found.exclude(pk__in=keys.things(self.key).values("pk"))
        return frozenset(found.values_list("pk", flat=True))

    def of(self, entity: Entity) -> Q | None:
        """What may be seen of the entities of a kind; None: all of them."""
        if not self.hidden:
            return None
        if entity.name in SHARED:
            return self._shared(SHARED[entity.name]())
        if entity.name == "FeatureOfInterest":
            return ~Q(pk__in=self.features)
        return ~Q(**{"pk__in" if entity.name == "Thing" else "thing__in": self.hidden})

    def _shared(self, uses: QuerySet[Any]) -> Q:
        """Used by none, or by something that is seen."""
        return ~Q(Exists(uses)) | Q(Exists(uses.exclude(thing__in=self.hidden)))

    @cached_property
    def unseen(self) -> frozenset[int]:
        """Datastreams whose observations are not shown."""
        if not self.hidden:
            return frozenset()
        found = Datastream.objects.filter(thing__in=self.hidden)
        return frozenset(found.values_list("pk", flat=True))

    @cached_property
    def features(self) -> frozenset[int]:
        """Those that only observations which are not shown are about."""
        return features_of(self.unseen) if self.unseen else frozenset()
