"""The rooms above hear at once where things are told to be (hook `placed`)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from parvis.observations.sta.authority import USERS
from parvis.observations.sta.entities import Entity
from parvis.records import hooks

NAMES = {"Thing", "Location", "HistoricalLocation", "Datastream", "MultiDatastream",
         "FeatureOfInterest"}  # fmt: skip


def by(entity: Entity, row: Any) -> None:
    """What was just made or changed tells where things are."""
    if entity.name in NAMES:
        told(USERS[entity.name](row))


def told(things: Collection[int]) -> None:
    if things:
        hooks.gather("placed", things=frozenset(things))
