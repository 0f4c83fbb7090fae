"""The models of the eight entities, and relations followed back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model

from parvis.observations import models
from parvis.observations.sta.columns import LINKS
from parvis.observations.sta.entities import ENTITIES, Entity, Relation, target

MODELS: Mapping[str, type[Model]] = {
    entity.name: getattr(models, entity.name) for entity in ENTITIES
}


def back(entity: Entity, relation: Relation) -> str:
    """The ORM's name of a relation, from its target back to `entity`."""
    far = target(relation)
    name = next(one.name for one in far.relations if one.target == entity.name)
    return LINKS[far.name][name]
