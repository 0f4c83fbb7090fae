"""How large a query may be. Refused before any work that grows with it."""

from __future__ import annotations

from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node, walk

LENGTH = 65_536
DEPTH = 40
TERMS = 2_000
PATTERN_WILDCARDS = 8


def check_text(text: str) -> None:
    if len(text) > LENGTH:
        raise QueryProblem("too_long", length=len(text), limit=LENGTH)
    if not text.strip():
        raise QueryProblem("empty")


def check_tree(*nodes: Node) -> None:
    terms = 0
    for node in nodes:
        for inner, depth in walk(node):
            terms += 1
            if depth > DEPTH:
                raise QueryProblem("too_deep", inner.place, limit=DEPTH)
            if terms > TERMS:
                raise QueryProblem("too_many", inner.place, limit=TERMS)
