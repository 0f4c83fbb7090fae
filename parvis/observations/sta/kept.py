"""The rows of each entity, and relations followed back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet

from parvis.observations import models
from parvis.observations.sta.columns import LINKS
from parvis.observations.sta.entities import ENTITIES, MULTI_DATASTREAM, Entity, Relation, target

SEVERAL = MULTI_DATASTREAM.name
MODELS: Mapping[str, type[Model]] = {
    entity.name: getattr(models, entity.name) for entity in ENTITIES if entity.name != SEVERAL
} | {SEVERAL: models.Datastream}
# those of one table that are of each kind
KINDS: Mapping[str, Mapping[str, bool]] = {
    "Datastream": {"types__isnull": True}, SEVERAL: {"types__isnull": False},
}  # fmt: skip


@cache
def _rows(name: str) -> QuerySet[Any]:
    found: QuerySet[Any] = MODELS[name]._default_manager.all()
    return found.filter(**KINDS[name]) if name in KINDS else found


def rows(name: str) -> QuerySet[Any]:
    """Of a kind; not for observations."""
    return _rows(name).all()


def back(entity: Entity, relation: Relation) -> str:
    """The ORM's name of a relation, from its target back to `entity`."""
    far = target(relation)
    name = next(one.name for one in far.relations if one.target == entity.name)
    return LINKS[far.name][name]
