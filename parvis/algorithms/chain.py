"""The way back along published links, from a decision or an algorithm to the data and the street.

device -feeds-> data set <-treats- processing <-used_in- algorithm -contributes_to-> decision
-opens-> right. Neighbouring rooms are known here by the names of their predicates alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from parvis.records.audience import Audience
from parvis.records.projection import Neighbour, View, for_reader, neighbours_of

Found = dict[UUID, Neighbour]


@dataclass(frozen=True)
class Chain:
    """What lies around an algorithm or a decision, each record once."""

    algorithms: Found
    decisions: Found
    rights: Found
    processings: Found
    datasets: Found
    devices: Found


def around(view: View, audience: Audience) -> Chain:
    """A constant number of queries: two a step, at most eight."""
    near = list(view.neighbours)
    decided = view.type == "decision"
    algorithms = pick(near, "contributes_to", False)
    decisions = pick(near, "contributes_to", True)
    beyond = near_to(algorithms if decided else decisions, audience)
    used, ruled = (beyond, near) if decided else (near, beyond)
    processings = pick(used, "used_in", True) | pick(near, "under", True)
    treated = near_to(processings, audience)
    datasets = pick(used, "reads", True) | pick(treated, "treats", True)
    fed = near_to(datasets, audience)
    rights = pick(ruled, "opens", True)
    devices = pick(treated, "collects_by", True) | pick(fed, "feeds", False)
    return titled(Chain(algorithms, decisions, rights, processings, datasets, devices))


def titled(chain: Chain) -> Chain:
    """The same, named in the reader's language."""
    parts: list[Found] = list(vars(chain).values())
    every = {one.uuid: one for part in parts for one in part.values()}
    told = {one.uuid: (one.title, one.lang) for one in for_reader(list(every.values()))}
    named = (
        {uuid: replace(one, title=told[uuid][0], lang=told[uuid][1]) for uuid, one in part.items()}
        for part in parts
    )
    return Chain(*named)


def near_to(start: Found, audience: Audience) -> Sequence[Neighbour]:
    if not start:
        return []
    found = neighbours_of(list(start), audience)
    return [one for neighbours in found.values() for one in neighbours]


def pick(near: Iterable[Neighbour], predicate: str, forward: bool) -> Found:
    """The other ends of edges of one predicate, walked one way."""
    return {
        one.uuid: one for one in near if one.predicate.name == predicate and one.forward == forward
    }
