"""How many rows a condition finds, kept by a process: a version never changes, nor does what a
rule lets see of it. A page of the same question then ends where it is full, where all rows were
counted for each."""

from __future__ import annotations

import hashlib

from parvis.lake.query import tree
from parvis.lake.query.policy import Policy
from parvis.lake.query.recent import Recent
from parvis.lake.query.sql import Context

MOST = 10_000  # numbers kept
DEEP = 60  # levels of a condition; beyond, it is counted each time
PASSING = ("now",)  # functions whose value is that of the moment


kept: Recent[bytes, int] = Recent(MOST)


def known(key: bytes | None) -> int | None:
    return None if key is None else kept.get(key)


def keep(key: bytes | None, number: int) -> int:
    if key is not None:
        kept.put(key, number)
    return number


def key(version: str, where: tree.Node | None, policy: Policy, context: Context) -> bytes | None:
    """Of all that the number depends on, as it is written: equal conditions may not mean the same
    (a number keeps its zeros). None where the moment changes it."""
    nodes = [where, policy.filter]
    if not all(lasting(node) for node in nodes if node is not None):
        return None
    columns = None if policy.columns is None else sorted(policy.columns)
    rule = (columns, policy.filter, policy.minimum, policy.dimensions)
    told = repr((version, where, rule, context.zone, context.lang, context.projection))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()


def lasting(node: tree.Node) -> bool:
    return all(
        depth <= DEEP and not (isinstance(one, tree.Call) and one.name in PASSING)
        for one, depth in tree.walk(node)
    )
