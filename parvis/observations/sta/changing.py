"""What is there changed (PATCH, PUT, JSON Patch) or taken away, with what cannot be without it
(OGC 18-088, table 26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from parvis.observations import actions, outbox
from parvis.observations import measures as m
from parvis.observations.measures import Measure, Row
from parvis.observations.models import Datastream, HistoricalLocation
from parvis.observations.sta import jsonpatch, kinds, placed, traces
from parvis.observations.sta.authority import Rights
from parvis.observations.sta.bodies import Draft
from parvis.observations.sta.columns import FIELDS, LINKS
from parvis.observations.sta.entities import OBSERVATION, Entity
from parvis.observations.sta.kept import KINDS, SEVERAL
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.shapes import Plain, key_of, value
from parvis.observations.sta.writing import Writer, attach, stored

EMPTY: Mapping[str, Any] = {"properties": {}}


@transaction.atomic
def change(rights: Rights, entity: Entity, row: Any, draft: Draft) -> None:
    """Raises StaProblem, MeasureProblem."""
    rights.change(entity, row)
    single = linked(rights, draft)
    if entity is OBSERVATION:
        amended = measured(row, draft, single)
        rights.datastreams([amended.datastream])
        actions.amend(row.id, amended)
        placed.told(
            Datastream.objects.filter(pk=amended.datastream).values_list("thing", flat=True)
        )
        return
    fields = stored(draft) | single
    for field, found in fields.items():
        setattr(row, field, found)
    if entity.name == SEVERAL:
        kinds.amend(row, draft)
    if entity.name == "Location" and "location" in draft.values:
        row.feature = fields["feature"] = None  # what is observed from now on is elsewhere
    row.save(update_fields=list(fields))  # what its observations tell of it moves meanwhile
    for name, named in draft.links.items():
        relation = entity.relation(name)
        if relation is None or not relation.many:
            continue
        ids = [one for one in named if isinstance(one, int)]
        if len(ids) < len(named) or relation.target in (*KINDS, "Observation"):
            raise StaProblem("link", field=name)
        if relation.target == "Thing":  # what is linked moves
            rights.things(ids)
        writer = Writer(rights)
        attach(entity, relation, row, [writer.known(one, relation) for one in ids])
    placed.by(entity, row)
    outbox.note((entity.name, [row.pk], sorted(draft.values)))


def linked(rights: Rights, draft: Draft) -> dict[str, int]:
    """Relations to one entity, of what is there: columns and identifiers."""
    found = {}
    for name, named in draft.links.items():
        relation = draft.entity.relation(name)
        if relation is None or relation.many:
            continue
        if not isinstance(named[0], int):
            raise StaProblem("link", field=name)
        key = Writer(rights).known(named[0], relation)
        if name == "Thing":
            rights.things([key])
        column = LINKS[draft.entity.name][name]
        if column in found:
            raise StaProblem("either", field="Datastream", other=SEVERAL)
        found[column if draft.entity is OBSERVATION else f"{column}_id"] = key
    return found


def measured(row: Row, draft: Draft, single: Mapping[str, int]) -> Measure:
    """The observation with what is given instead."""
    changes: dict[str, Any] = dict(single)
    for name, given in draft.values.items():
        match name:
            case "result":
                changes["number"], changes["other"] = m.result(given)
            case "phenomenonTime":
                changes["start"], changes["end"] = given or (row.start, row.end)
            case "validTime":
                changes["valid_start"], changes["valid_end"] = given or (None, None)
            case "resultTime":
                changes["result_time"] = given[0] if given else None
            case "resultQuality" | "parameters":
                changes[str(FIELDS["Observation"][name])] = m.text(given)
    return Measure(*row[1:])._replace(**changes)


def whole(draft: Draft) -> Draft:
    """A PUT: what it does not say is empty."""
    absent = {
        one.name: EMPTY.get(one.name) for one in draft.entity.properties
        if not one.computed and one.name not in draft.values and one.name != "phenomenonTime"
    }  # fmt: skip
    return replace(draft, values=absent | draft.values)


def patched(entity: Entity, row: Any, patch: Any) -> Plain:
    """The properties of an entity once a JSON Patch is applied to them. Raises StaProblem."""
    before = {
        one.name: found for one in entity.properties
        if not one.computed and (found := value(entity, one, row)) is not None
    }  # fmt: skip
    after = jsonpatch.applied(before, patch)
    if not isinstance(after, dict):
        raise StaProblem("object", entity=entity.name)
    return {name: after.get(name) for name in {**before, **after} if after.get(name) !=
            before.get(name)}  # fmt: skip


@transaction.atomic
def remove(rights: Rights, entity: Entity, row: Any) -> None:
    """Raises StaProblem, MeasureProblem."""
    rights.change(entity, row)
    left = traces.of(entity, row)
    take_away(entity, row)
    left.forget()


def take_away(entity: Entity, row: Any) -> None:
    key = key_of(row)
    match entity.name:
        case "Observation":
            return actions.remove([key])
        case "FeatureOfInterest":
            return actions.drop_feature(key)
        case "Location":
            HistoricalLocation.objects.filter(locations=key).delete()
        case "Datastream" | "MultiDatastream":
            return actions.drop_datastreams([key])
        case "Thing" | "Sensor" | "ObservedProperty":
            actions.drop_datastreams(traces.streams(entity, row))
    try:
        row.delete()
    except ProtectedError as error:
        raise StaProblem("held", value=f"{entity.plural}({key})") from error
