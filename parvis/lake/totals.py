"""How many rows a condition finds, kept by a process: a version never changes, nor does what a
rule lets see of it. A page of the same question then ends where it is full, where all rows were
counted for each."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from parvis.lake.query import tree
from parvis.lake.query.policy import Policy
from parvis.lake.query.sql import Context

MOST = 10_000  # numbers kept
DEEP = 60  # levels of a condition; beyond, it is counted each time
PASSING = ("now",)  # functions whose value is that of the moment


class Totals:
    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.found: OrderedDict[bytes, int] = OrderedDict()
        self.lock = Lock()

    def get(self, key: bytes | None) -> int | None:
        with self.lock:
            if key is None or key not in self.found:
                return None
            self.found.move_to_end(key)
            return self.found[key]

    def keep(self, key: bytes | None, number: int) -> int:
        if key is not None:
            with self.lock:
                self.found[key] = number
                if len(self.found) > self.most:
                    self.found.popitem(last=False)
        return number


totals = Totals()


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
