"""What an asker sees: a thing that is not public, and all that hangs on it, only by its keys."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.observations import keys, reading
from parvis.observations.models import Datastream, HistoricalLocation, Key, Location, Thing
from parvis.observations.sta import kept
from parvis.observations.sta.entities import BY_NAME, Entity
from parvis.observations.sta.observed import features_of
from parvis.observations.sta.problems import StaProblem
from parvis.records.questions import Question

UNSHOWN = "SELECT id FROM observations_thing WHERE NOT public"  # each reading asks it
Uses = Callable[[], QuerySet[Any]]
# what several things may use, and how: a place also by having been there
SHARED: dict[str, tuple[Uses, ...]] = {
    "Location": (
        lambda: Location.things.through.objects.filter(location=OuterRef("pk")),
        lambda: HistoricalLocation.objects.filter(locations=OuterRef("pk")),
    ),
    "Sensor": (lambda: Datastream.objects.filter(sensor=OuterRef("pk")),),
    "ObservedProperty": (
        lambda: Datastream.objects.filter(observed_property=OuterRef("pk")),
        lambda: Datastream.objects.filter(components__observed_property=OuterRef("pk")),
    ),
}

# two that each writing asks: what is hidden from a key, and whether what is named is there


def hidden_from(everything: bool, holder: list[int]) -> QuerySet[Any]:
    mine = keys.of_holder(everything, holder[0])
    return Thing.objects.filter(public=False).exclude(pk__in=mine.values("pk")).values_list("pk")


HIDDEN = Question(hidden_from)
THERE = Question(lambda name, ids: kept.rows(name).filter(pk__in=ids).values_list("pk"))


class Sight:
    """`hidden`: things that are not shown to who asks; most often none."""

    def __init__(self, key: Key | None = None) -> None:
        self.key = key

    @cached_property
    def hidden(self) -> frozenset[int]:
        if self.key is None:
            return frozenset(one for (one,) in reading.ask(UNSHOWN))
        found = HIDDEN([keys.holder(self.key)], self.key.everything)
        return frozenset(one for (one,) in found)

    def rows(self, entity: Entity) -> QuerySet[Any]:
        """The rows of a kind that are shown; not for observations."""
        rows = kept.rows(entity.name)
        limit = self.of(entity)
        return rows if limit is None else rows.filter(limit)

    def check(self, entity: Entity, ids: Collection[int]) -> None:
        """Raises StaProblem for the first of these that is not there, or not shown."""
        if self.of(entity) is None:
            known = {one for (one,) in THERE(list(ids), entity.name)}
        else:
            known = set(self.rows(entity).filter(pk__in=ids).values_list("pk", flat=True))
        for one in ids:
            if one not in known:
                raise StaProblem("absent", entity=entity.name, value=one)

    def of(self, entity: Entity) -> Q | None:
        """What may be seen of the entities of a kind; None: all of them."""
        if not self.hidden:
            return None
        if entity.name in SHARED:
            return self._shared([uses() for uses in SHARED[entity.name]])
        if entity.name == "FeatureOfInterest":
            return ~Q(pk__in=self.features)
        return ~Q(**{"pk__in" if entity.name == "Thing" else "thing__in": self.hidden})

    def _shared(self, uses: list[QuerySet[Any]]) -> Q:
        """Used by none, or by something that is seen."""
        used, seen = Q(), Q()
        for one in uses:
            used |= Q(Exists(one))
            seen |= Q(Exists(one.exclude(thing__in=self.hidden)))
        return ~used | seen

    @cached_property
    def unseen(self) -> frozenset[int]:
        """Datastreams whose observations are not shown."""
        if not self.hidden:
            return frozenset()
        found = Datastream.objects.filter(thing__in=self.hidden)
        return frozenset(found.values_list("pk", flat=True))

    @cached_property
    def features(self) -> frozenset[int]:
        """Those that only observations which are not shown are about, or that only stand for a
        place which is not shown."""
        if not self.hidden:
            return frozenset()
        places = Location.objects.exclude(feature=None)
        shown = self.rows(BY_NAME["Location"]).values("pk")
        theirs = places.exclude(pk__in=shown).values_list("feature", flat=True)
        return features_of(self.unseen, frozenset(theirs))
