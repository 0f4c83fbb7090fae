"""Entities made as a client sends them: alone, linked to what is there, or nested (10.2).

Everything of one request is made, or nothing is. Observations go through `ingest.record`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.lake.query.geometry import NotGeometry, from_geojson
from parvis.observations import ingest, instants, outbox
from parvis.observations import measures as m
from parvis.observations.measures import Measure
from parvis.observations.models import HistoricalLocation, Thing
from parvis.observations.multi import COMPLEX
from parvis.observations.sta import kinds, multi, placed, places
from parvis.observations.sta.authority import Rights
from parvis.observations.sta.bodies import Draft
from parvis.observations.sta.columns import FIELDS, LINKS
from parvis.observations.sta.entities import OBSERVATION, Entity, Relation, target
from parvis.observations.sta.kept import MODELS, SEVERAL, back
from parvis.observations.sta.problems import StaProblem

Given = Mapping[str, int]
"""What relations to one entity are already known to be, by their names."""


class Writer:
    """The drafts of one request. `made`: observations wait here to be recorded together."""

    def __init__(self, rights: Rights) -> None:
        self.rights = rights
        self.waiting: list[Measure] = []

    @transaction.atomic
    def create(self, draft: Draft, given: Given) -> int:
        """The identifier of what is made. Raises StaProblem, MeasureProblem."""
        made = self.make(draft, given)
        self.rights.datastreams({each.datastream for each in self.waiting})
        recorded = ingest.recorded(self.waiting)
        return recorded[-1] if made is None else made

    def make(self, draft: Draft, given: Given) -> int | None:
        """None of an observation, which is recorded at the end."""
        entity = draft.entity
        single = {
            one.name: self.single(draft, one, given) for one in entity.relations if not one.many
        }
        if entity is OBSERVATION:
            self.waiting.append(measure(draft.values, single))
            return None
        self.allowed(draft, single)
        fields = stored(draft) | composed(draft)
        fields |= {f"{LINKS[entity.name][name]}_id": key for name, key in single.items()}
        if entity.name == "Thing":
            fields["organisation_id"] = self.rights.key.organisation_id
        row = MODELS[entity.name]._default_manager.create(**fields)
        for relation in entity.relations:
            if relation.many and (relation.name in draft.links):
                self.several(draft, relation, row)
        placed.by(entity, row)
        outbox.note((entity.name, [row.pk], None))
        return int(row.pk)

    def single(self, draft: Draft, relation: Relation, given: Given) -> int | None:
        """The one entity that a relation leads to, made when it is nested."""
        named = draft.links.get(relation.name)
        if named:
            return self.known(named[0], relation)
        if relation.name in given:
            return given[relation.name]
        if relation.required:
            raise StaProblem("missing", field=relation.name, entity=draft.entity.name)
        return None

    def known(self, named: int | Draft, relation: Relation) -> int:
        if isinstance(named, Draft):
            made = self.make(named, {})
            assert made is not None  # a relation to one is never to an observation
            return made
        self.rights.linked(relation.target, [named])
        return named

    def several(self, draft: Draft, relation: Relation, row: Any) -> None:
        """What is nested in a list bears its parent; what is there is attached to it."""
        bearer = back(draft.entity, relation)
        one_way = {
            one.name for one in target(relation).relations if one.target == draft.entity.name
            and not one.many
        }  # fmt: skip
        ids = []
        for named in draft.links[relation.name]:
            if isinstance(named, Draft):
                made = self.make(named, dict.fromkeys(one_way, row.pk))
                ids += [] if made is None else [made]
            elif one_way:
                raise StaProblem("link", field=f"{relation.name}/{bearer}")
            else:
                ids.append(self.known(named, relation))
        if not one_way:
            attach(draft.entity, relation, row, ids)

    def allowed(self, draft: Draft, single: Mapping[str, int | None]) -> None:
        """Raises StaProblem unless the key may make this."""
        if draft.entity.name == "Thing":
            self.rights.everything("Things")
        if single.get("Thing") is not None:
            self.rights.things([int(single["Thing"] or 0)])


def attach(entity: Entity, relation: Relation, row: Any, ids: Sequence[int]) -> None:
    """Links two kinds that are many to one another; where a thing is moves with it."""
    if {entity.name, relation.target} == {"Thing", "Location"}:
        things = [row.pk] if entity.name == "Thing" else ids
        locations = ids if entity.name == "Thing" else [row.pk]
        for thing in things:
            move(thing, locations)
        return
    if entity.name == SEVERAL:
        kinds.compose(row, ids)
        return
    if relation.target == SEVERAL:
        raise StaProblem("ordered")
    getattr(row, LINKS[entity.name][relation.name]).set(ids)
    if entity.name == "HistoricalLocation":
        came(row)


def move(thing: int, locations: Sequence[int], time: int | None = None) -> None:
    """A thing is at these places from now on, and it is remembered when."""
    when = instants.of(timezone.now()) if time is None else time
    past = HistoricalLocation.objects.create(thing_id=thing, time=when)
    past.locations.set(locations)
    outbox.note(("HistoricalLocation", [past.pk], None))
    Thing.objects.get(pk=thing).locations.set(locations)


def came(past: HistoricalLocation) -> None:
    """A place noted by hand is where the thing is, unless a later one is known."""
    later = HistoricalLocation.objects.filter(thing=past.thing_id, time__gt=past.time)
    if not later.exists():
        places_then = list(past.locations.values_list("pk", flat=True))
        Thing.objects.get(pk=past.thing_id).locations.set(places_then)


def composed(draft: Draft) -> dict[str, Any]:
    """What a MultiDatastream has besides; nothing of another kind. Raises StaProblem."""
    if draft.entity.name != SEVERAL:
        return {}
    if multi.PROPERTIES not in draft.links:
        raise StaProblem("missing", field=multi.PROPERTIES, entity=SEVERAL)
    counted = len(draft.links[multi.PROPERTIES])
    multi.agree(draft.values[multi.TYPES], draft.values[multi.UNITS], counted)
    return {"observation_type": COMPLEX}


def stored(draft: Draft) -> dict[str, Any]:
    """Columns of what a draft gives."""
    found: dict[str, Any] = {}
    for name, value in draft.values.items():
        field = FIELDS[draft.entity.name][name]
        assert isinstance(field, str)
        found[field] = value[0] if name == "time" else emptied(name, value)
    for name in ("location", "feature"):
        if name in draft.values:
            found |= box(draft.values[name])
    return found


def emptied(name: str, value: Any) -> Any:
    """Properties are an object, be it empty."""
    return {} if name == "properties" and value is None else value


def box(place: Any) -> dict[str, float | None]:
    sides = ("west", "south", "east", "north")
    try:
        found = places.bounds(from_geojson(place))
    except NotGeometry:
        return dict.fromkeys(sides)
    return dict(zip(sides, found, strict=True))


def observation(draft: Draft, given: Given) -> Measure:
    """Of what is there; a relation that the draft names is not the one `given`. Raises StaProblem,
    MeasureProblem."""
    single: dict[str, int | None] = dict(given)
    single |= {name: one for name, (one, *_more) in draft.links.items() if isinstance(one, int)}
    kinds.check(draft)
    return measure(draft.values, single)


def measure(values: Mapping[str, Any], single: Mapping[str, int | None]) -> Measure:
    """An observation as it is recorded: now when it does not say when. Raises StaProblem,
    MeasureProblem."""
    start, end = values.get("phenomenonTime") or (instants.of(timezone.now()), None)
    valid = values.get("validTime") or (None, None)
    result_time = values.get("resultTime") or (None, None)
    number, other = m.result(values.get("result"))
    return Measure(
        datastream=kinds.stream(single), feature=single.get("FeatureOfInterest"),
        start=start, end=end, result_time=result_time[0], number=number, other=other,
        quality=m.text(values.get("resultQuality")), valid_start=valid[0], valid_end=valid[1],
        parameters=m.text(values.get("parameters")),
    )  # fmt: skip
