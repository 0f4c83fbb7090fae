"""Who writes: the key that a request bears, and what it has rights on.

A key writes the things it names, or all those of its organisation. What several things share (a
sensor, a property, a place where they are or were, a feature) is changed by who has rights on all
of these things; what nothing uses, by who has rights on a whole organisation. What is not shown to
a key, it links to nothing: a place of nobody's sight would be seen through what it is linked to.
Nor does it link a place or a sensor of another organisation, which could change it no more.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from parvis.observations import keys
from parvis.observations.measures import Measure
from parvis.observations.models import Datastream, HistoricalLocation, Key, Location, Thing
from parvis.observations.sta.entities import BY_NAME, Entity
from parvis.observations.sta.observed import distinct, within
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.sight import Sight
from parvis.records.questions import Question


def key(request: HttpRequest) -> Key | None:
    """None when a request bears none; raises StaProblem when it opens nothing."""
    given = borne(request.META)
    if given is None:
        return None
    found = keys.opened(given)
    if found is None:
        raise StaProblem("key")
    return found


def borne(meta: Mapping[str, Any]) -> str | None:
    """What the head of a request says is a key."""
    given = told(meta.get("HTTP_AUTHORIZATION", ""))
    return given if given is not None else meta.get("HTTP_X_API_KEY") or None


def told(header: str) -> str | None:
    """`Bearer KEY`; or `Basic`, whose password is the key: several clients know no other way."""
    scheme, _space, given = header.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return None
    try:
        pair = base64.b64decode(given.strip(), validate=True).decode()
    except ValueError:  # neither base 64 nor text: it opens nothing
        return ""
    return pair.partition(":")[2]


def of_rows(streams: Any) -> frozenset[int]:
    return frozenset(streams.values_list("thing", flat=True))


def of_feature(row: Any) -> frozenset[int]:
    streams = distinct("datastream", within("feature", [row.pk]))
    stands_for = [of_place(one) for one in Location.objects.filter(feature=row)]
    return of_rows(Datastream.objects.filter(pk__in=streams)).union(*stands_for)


def of_place(row: Any) -> frozenset[int]:
    here = row.things.values_list("pk", flat=True)
    return frozenset(here) | of_past(row.historical_locations)


def of_past(rows: Any) -> frozenset[int]:
    return frozenset(rows.values_list("thing", flat=True))


USERS: Mapping[str, Callable[[Any], frozenset[int]]] = {
    "Thing": lambda row: frozenset([row.pk]),
    "Location": of_place,
    "HistoricalLocation": lambda row: frozenset([row.thing_id]),
    "Datastream": lambda row: frozenset([row.thing_id]),
    "MultiDatastream": lambda row: frozenset([row.thing_id]),
    "Sensor": lambda row: of_rows(row.datastreams),
    "ObservedProperty": lambda row: of_rows(row.datastreams) | of_rows(row.multi_datastreams),
    "Observation": lambda row: of_rows(Datastream.objects.filter(pk=row.datastream)),
    "FeatureOfInterest": of_feature,
}


# how a thing uses what belongs to its organisation
USED: Mapping[str, tuple[str, ...]] = {
    "Location": ("locations", "historical_locations__locations"),
    "Sensor": ("datastreams__sensor",),
}

OWNERS = Question(
    lambda _shape, ids: Datastream.objects.filter(pk__in=ids).values_list("pk", "thing")
)


class Rights:
    """Of one key; without one, none."""

    def __init__(self, key: Key | None) -> None:
        if key is None:
            raise StaProblem("key")
        self.key = key
        self.sight = Sight(key)

    def things(self, ids: Collection[int]) -> None:
        """Raises StaProblem unless all of these things are written by the key."""
        wanted = set(ids)
        missing = wanted - keys.written(self.key, wanted)
        if missing:
            raise StaProblem("forbidden", value=f"Things({min(missing)})")

    def everything(self, what: str) -> None:
        if not self.key.everything:
            raise StaProblem("forbidden", value=what)

    def change(self, entity: Entity, row: Any) -> None:
        """Raises StaProblem unless the key may change or take away what is there."""
        used = USERS[entity.name](row)
        if used:
            self.things(used)
        else:
            self.everything(f"{entity.plural}({row.pk})")

    def linked(self, target: str, ids: Collection[int]) -> None:
        """Raises StaProblem unless each of these may be named: it is there, and shown to the key;
        a thing, and what it was, is its own besides."""
        self.sight.check(BY_NAME[target], ids)
        if target in USED:
            self.not_of_others(target, ids)
        if target == "Thing":
            self.things(ids)
        if target == "HistoricalLocation":
            self.things(of_past(HistoricalLocation.objects.filter(pk__in=ids)))

    def not_of_others(self, target: str, ids: Collection[int]) -> None:
        """Raises StaProblem for a place or a sensor that things of another organisation use."""
        for way in USED[target]:
            users = Thing.objects.filter(**{f"{way}__in": list(ids)})
            others = users.exclude(organisation=self.key.organisation_id)
            found = others.order_by("pk").values_list(way, flat=True).first()
            if found is not None:
                raise StaProblem("others", value=f"{BY_NAME[target].plural}({found})")

    def observations(self, measures: Iterable[Measure]) -> None:
        """Raises StaProblem unless the key writes to their datastreams and is shown what they are
        about; whether that is there is looked at where it is kept."""
        named = {(each.datastream, each.feature) for each in measures}
        self.datastreams({stream for stream, _feature in named})
        features = {feature for _stream, feature in named if feature is not None}
        if features and self.sight.hidden:
            self.linked("FeatureOfInterest", features)

    def datastreams(self, ids: Collection[int]) -> None:
        """Raises StaProblem for one that is not there, or not written by the key."""
        wanted = sorted(set(ids))
        if len(keys.fed_by(self.key, wanted)) == len(wanted):
            return
        owners = dict(OWNERS(wanted))
        for one in wanted:
            if one not in owners or owners[one] in self.sight.hidden:
                raise StaProblem("absent", entity="Datastream", value=one)
        self.things(set(owners.values()))
