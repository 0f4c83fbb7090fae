"""What a revision keeps of a record: its fields and its children, as modelcluster writes them.

modelcluster finds out again for every object which fields and children its model has, which took
longer than reading them; here it is found once for a model.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from operator import attrgetter
from typing import Any

from django.db import models
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
    get_field_value,
)

Getter = Callable[[Any], Any]
Model = type[models.Model]
SIMPLE = frozenset({str, int, float, bool, type(None)})


@cache
def child_relations(model: Model) -> tuple[Any, ...]:
    """Its relations to children that are drafted with it."""
    return tuple(get_all_child_relations(model))


@cache
def child_names(model: Model) -> frozenset[str]:
    """The names under which a new object may be given children, lists of others included."""
    lists = (field.name for field in get_all_child_m2m_relations(model))
    return frozenset([*(one.get_accessor_name() for one in child_relations(model)), *lists])


def data(record: Any) -> dict[str, Any]:
    """The same as `ClusterableModel.serializable_data`."""
    model: Any = type(record)
    found = fields(record)
    for relation in child_relations(model):
        name = relation.get_accessor_name()
        own = hasattr(relation.related_model, "serializable_data")
        children = getattr(record, name).all()
        found[name] = [child.serializable_data() if own else fields(child) for child in children]
    for field in lists(model):
        found[field.name] = [child.pk for child in getattr(record, field.name).all()]
    return found


@cache
def lists(model: Model) -> tuple[Any, ...]:
    return tuple(field for field in get_all_child_m2m_relations(model) if field.serialize)


def fields(record: Any) -> dict[str, Any]:
    model: Any = type(record)
    return {name: get(record) for name, get in getters(model)}


@cache
def getters(model: Model) -> tuple[tuple[str, Getter], ...]:
    """Names of the fields that are kept, and how each is read of an object."""
    meta: Any = model._meta
    key = meta.pk
    while key.remote_field and key.remote_field.parent_link:
        key = key.remote_field.model._meta.pk
    kept = [field for field in meta.fields if field.serialize]
    return (("pk", getter(key)), *((field.name, getter(field)) for field in kept))


def getter(field: Any) -> Getter:
    if field.remote_field is not None:
        return attrgetter(field.get_attname())
    kind, read = type(field), attrgetter(field.attname)
    asked: Getter = partial(get_field_value, field)
    if kind.pre_save is not models.Field.pre_save:
        return asked
    if kind.value_to_string is models.JSONField.value_to_string:
        return read
    if kind.value_to_string is not models.Field.value_to_string:
        return asked

    def simple(record: Any) -> Any:
        value = read(record)
        return value if type(value) in SIMPLE else asked(record)

    return simple
