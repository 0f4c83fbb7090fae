"""What the writers of conditions share: the writer of each kind of node, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node

Written = TypeVar("Written")


def written(node: Node, writers: Mapping[type[Any], Callable[[Any], Written]]) -> Written:
    """Raises QueryProblem for a node that the language has no words for."""
    writer = writers.get(type(node))
    if writer is None:
        raise unwritable(node)
    return writer(node)


def unwritable(node: Node) -> QueryProblem:
    return QueryProblem("unwritable", node.place, word=type(node).__name__.lower())
