"""The tree of organisations: what is part of what, and whose members are agents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

# kinds whose members are agents of the territory; the others' members are partners
AGENT_KINDS = frozenset({"metropolis", "commune", "service", "public"})


@dataclass(frozen=True)
class Node:
    key: int
    uuid: UUID
    kind: str
    parent: int | None


class Tree:
    """Organisations by key. A loop, that the database cannot exclude, is walked once."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.key: node for node in nodes}
        self.children: defaultdict[int, list[int]] = defaultdict(list)
        for node in self.nodes.values():
            if node.parent is not None:
                self.children[node.parent].append(node.key)

    def branch(self, key: int) -> frozenset[int]:
        """The organisation and all that is part of it, at any depth."""
        found, waiting = {key}, [key]
        while waiting:
            fresh = [child for child in self.children[waiting.pop()] if child not in found]
            found.update(fresh)
            waiting.extend(fresh)
        return frozenset(found)

    def above(self, key: int) -> Iterator[Node]:
        """The organisation, then what it is part of, up to the top."""
        seen: set[int] = set()
        step: int | None = key
        while step is not None and step in self.nodes and step not in seen:
            seen.add(step)
            yield self.nodes[step]
            step = self.nodes[step].parent

    def agents(self, key: int) -> bool:
        """Whether its members are agents: it, and all it is part of, are public bodies.

        A "service" of a company makes nobody an agent.
        """
        line = list(self.above(key))
        return bool(line) and all(node.kind in AGENT_KINDS for node in line)
