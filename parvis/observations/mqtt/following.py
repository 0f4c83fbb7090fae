"""Topics that people subscribe to, read: `v1.1/Datastreams(1)/Observations`,
`v1.1/Things(3)/name`, `v1.1/Observations?$select=result` (OGC 18-088, 14.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from parvis.lake.query.problems import QueryProblem
from parvis.observations.mqtt.topics import TOLD
from parvis.observations.sta import asked
from parvis.observations.sta import path as paths
from parvis.observations.sta.path import Path
from parvis.observations.sta.problems import StaProblem

LONGEST = 1_000  # characters of a topic
# a line of mosquitto's log of subscriptions: `1796018078: client 1 v1.1/Observations`
LINE = re.compile(r"[^:]*: .*? [012] (?:\$share/[^/]+/)?(?P<topic>\S.*)")
WILD = {"+", "#"}


@dataclass(frozen=True)
class Following:
    """`select`: what of each entity is told; all of it when empty."""

    topic: str
    path: Path
    select: tuple[tuple[str, ...], ...] = ()


def topic(line: str) -> str | None:
    """The topic, or the filter, that a line of the log tells of, when it may be told anything."""
    found = LINE.fullmatch(line)
    if found is None or len(found["topic"]) > LONGEST:
        return None
    if wild(found["topic"]):
        return found["topic"] if found["topic"].split("/")[0] in {"v1.1", *WILD} else None
    return found["topic"] if read(found["topic"]) else None


def wild(text: str) -> bool:
    return not WILD.isdisjoint(text.split("/"))


def read(text: str) -> Following | None:
    """None of what nothing is told under."""
    if not text.startswith(TOLD):
        return None
    told, mark, query = text.removeprefix(TOLD).partition("?")
    given = parse_qs(query, keep_blank_values=True)
    try:
        path = paths.read(unquote(told))
        options = asked.read(given)
    except (StaProblem, QueryProblem):
        return None
    if path.value or path.ref or given.keys() - {"$select"} or (mark and path.inside):
        return None
    known = all(name in path.entity.by_name for name, *_inside in options.select)
    return Following(text, path, options.select) if known else None
