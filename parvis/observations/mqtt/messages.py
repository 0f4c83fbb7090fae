"""A batch of messages becomes measures: those that can be read are kept together, in one
transaction; each of the others is refused by itself, with why."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from parvis.observations import ingest, keys
from parvis.observations.lorawan import measured, uplink
from parvis.observations.measures import Measure, MeasureProblem
from parvis.observations.models import Key
from parvis.observations.mqtt import topics
from parvis.observations.mqtt.topics import Topic
from parvis.observations.sta import bodies, kinds, writing
from parvis.observations.sta.bodies import Draft
from parvis.observations.sta.entities import FEATURE_OF_INTEREST, OBSERVATION
from parvis.observations.sta.kept import KINDS
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.sight import Sight
from parvis.records.problems import Problem

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    topic: str
    body: bytes


def take(messages: Sequence[Message]) -> int:
    """How many observations they gave; once this returns they are kept for good. A message that
    cannot be taken is logged, without what it says: sent again it would be refused again."""
    names = {each.topic.partition("/")[0] for each in messages}
    known = {key.username: key for key in keys.in_force().filter(username__in=names)}
    groups: list[Group] = []
    for message in messages:
        try:
            groups.append((message, read(message, known)))
        except Problem as problem:
            refused(message, problem)
    return record(groups)


Group = tuple[Message, list[Measure]]


def record(groups: Sequence[Group]) -> int:
    """All at once; one by one when one of them is refused, so that only it is."""
    try:
        return len(ingest.record([one for _message, group in groups for one in group]))
    except MeasureProblem as problem:
        if len(groups) == 1:
            refused(groups[0][0], problem)
            return 0
    return sum(record([group]) for group in groups)


def refused(message: Message, problem: Problem) -> None:
    logger.warning("an MQTT message is not taken: %s: %s", message.topic[:100], problem.code)


def read(message: Message, known: Mapping[str, Key]) -> list[Measure]:
    """Raises Problem."""
    topic = topics.read(message.topic)
    if topic is None:
        raise StaProblem("address", value=message.topic[:100])
    key = known.get(topic.username) if topic.username else None
    if topic.username and key is None:
        raise StaProblem("key")
    body = bodies.loaded(message.body)
    found = uplinked(body, key) if topic.uplink else [observation(topic, body)]
    if key is not None:  # the broker says who, not of what
        keys.check(key, {each.datastream for each in found})
    features = {each.feature for each in found if each.feature is not None}
    if features:
        Sight(key).check(FEATURE_OF_INTEREST, features)
    return found


def observation(topic: Topic, body: Any) -> Measure:
    draft = bodies.read(OBSERVATION, body, ZoneInfo(settings.TIME_ZONE))
    single: dict[str, int | None] = {}
    for name in (*KINDS, "FeatureOfInterest"):
        named = draft.links.get(name)
        if named:
            single[name] = existing(named[0], name)
    if topic.datastream is not None:
        draft.links = {topic.kind: [topic.datastream]}
        single = {
            topic.kind: topic.datastream,
            "FeatureOfInterest": single.get("FeatureOfInterest"),
        }
    kinds.check(draft)
    return writing.measure(draft.values, single)


def existing(named: int | Draft, name: str) -> int:
    if isinstance(named, Draft):
        raise StaProblem("link", field=name)
    return named


def uplinked(body: Any, key: Key | None) -> list[Measure]:
    [found] = measured.of([uplink.read(body)], key)
    if isinstance(found, Problem):
        raise found
    return found
