"""What POST, PATCH, PUT and DELETE do at each address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse

from parvis.observations import keys, usual
from parvis.observations.sta import (
    arrays,
    authority,
    bodies,
    changing,
    placed,
    plain,
    writing,
)
from parvis.observations.sta import path as paths
from parvis.observations.sta.authority import Rights
from parvis.observations.sta.bodies import Draft
from parvis.observations.sta.calls import JSON, PATCH, Call
from parvis.observations.sta.entities import OBSERVATION, Entity
from parvis.observations.sta.kept import SEVERAL
from parvis.observations.sta.path import Path
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.resolve import Asked
from parvis.observations.sta.shapes import key_of, self_link
from parvis.observations.sta.source import source
from parvis.observations.sta.together import TOGETHER
from parvis.observations.sta.writing import Given, Writer, attach
from parvis.observations.usual import Sent


def post(asked: Asked, root: str, call: Call) -> HttpResponse:
    """201 and the address of what is made; 200 and those of each of several."""
    rights = Rights(call.key)
    if call.path.strip("/") == "CreateObservations":
        return JsonResponse(arrays.created(rights, root, call.loaded(), asked.zone), safe=False,
                            status=201)  # fmt: skip
    path = paths.read(call.path)
    if not path.many or path.value or path.ref:
        raise StaProblem("method")
    draft = bodies.read(path.entity, call.loaded(), asked.zone)
    return created(root, path.entity, create(asked, rights, path, draft))


def created(root: str, entity: Entity, key: int) -> HttpResponse:
    own, body = told(root, entity, key)
    response = HttpResponse(body, status=201, content_type=JSON)
    response["Location"] = own
    return response


def told(root: str, entity: Entity, key: int) -> tuple[str, str]:
    """The address of what is made, and what is answered."""
    own = self_link(root, entity, key)
    return own, f'{{"@iot.id": {key}, "@iot.selfLink": {json.dumps(own)}}}'


def plainly(
    root: str, meta: Mapping[str, Any], body: bytes, zone: tzinfo
) -> tuple[str, str] | None:
    """An observation that comes as most do, kept; None of any other, with which nothing is done:
    the general way answers it."""
    given = authority.borne(meta)
    measure = plain.read(body, zone) if given else None
    if given is None or measure is None or not usual.recent([measure]):
        return None
    numbers = TOGETHER.usual(Sent(keys.digest(given), [measure]))
    return None if numbers is None else told(root, OBSERVATION, numbers[0])


def create(asked: Asked, rights: Rights, path: Path, draft: Draft) -> int:
    """Made in a set, or as one of the set that a relation of something leads to."""
    if len(path.steps) == 1:
        return made(rights, draft, {})
    parent = Path(path.steps[:-1])
    found = source(asked, parent)
    row = found.one()
    relation = path.last.relation
    assert relation is not None
    single = {
        one.name: key_of(row) for one in path.entity.relations
        if one.target == parent.entity.name and not one.many
    }  # fmt: skip
    if single:
        return made(rights, draft, single)
    return linked(rights, parent.entity, row, path, draft)


def made(rights: Rights, draft: Draft, given: Given) -> int:
    """An observation of what is there is kept with those that come at the same moment."""
    if draft.entity is OBSERVATION and draft.of_what_is_there:
        [key] = TOGETHER.record(rights, [writing.observation(draft, given)])
        return key
    return Writer(rights).create(draft, given)


def linked(rights: Rights, entity: Entity, row: Any, path: Path, draft: Draft) -> int:
    """Made, and attached to what bears the relation, both of which are to many."""
    rights.change(entity, row)
    relation = path.last.relation
    assert relation is not None
    if entity.name == SEVERAL:
        raise StaProblem("ordered")
    with transaction.atomic():
        key = Writer(rights).create(draft, {})
        attach(entity, relation, row, [key])
        placed.by(entity, row)
    return key


def one(asked: Asked, call: Call) -> tuple[Entity, Any]:
    """The entity that a change is about."""
    path = paths.read(call.path)
    if path.last.many or path.inside or path.ref:
        raise StaProblem("method")
    found = source(asked, path)
    return found.entity, found.one()


def patch(asked: Asked, root: str, call: Call) -> HttpResponse:
    """Merged with what is given, or changed as a JSON Patch says."""
    rights = Rights(call.key)
    entity, row = one(asked, call)
    given = call.loaded()
    if call.media == PATCH:
        given = changing.patched(entity, row, given)
    draft = bodies.read(entity, given, asked.zone, partial=True)
    changing.change(rights, entity, row, draft)
    return HttpResponse(status=200)


def put(asked: Asked, root: str, call: Call) -> HttpResponse:
    rights = Rights(call.key)
    entity, row = one(asked, call)
    draft = bodies.read(entity, call.loaded(), asked.zone)
    changing.change(rights, entity, row, changing.whole(draft))
    return HttpResponse(status=200)


def delete(asked: Asked, root: str, call: Call) -> HttpResponse:
    rights = Rights(call.key)
    entity, row = one(asked, call)
    changing.remove(rights, entity, row)
    return HttpResponse(status=200)
