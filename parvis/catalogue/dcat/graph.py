"""What a file says, triple by triple, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode, Quad, Triple

from parvis.catalogue.dcat import names
from parvis.catalogue.dcat.kinds import Node, Object
from parvis.catalogue.dcat.names import FOAF


class Graph:
    """Triples by subject and predicate, in the order of the source, without repetition."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._said: dict[Node, dict[str, dict[Object, None]]] = {}
        last, about = None, {}  # what is said of one thing mostly follows
        for subject, predicate, obj, _graph in quads:
            if isinstance(subject, Triple) or isinstance(obj, Triple):
                continue  # a statement about a statement: DCAT has none
            if subject != last:
                last, about = subject, self._said.setdefault(subject, {})
            about.setdefault(predicate.value, {})[obj] = None
        self._saying: dict[str, list[Node]] = {}  # predicate: the subjects it is said of
        for node, about in self._said.items():
            for predicate in about:
                self._saying.setdefault(predicate, []).append(node)
        self._kinds: dict[Object, set[Node]] = {}  # class: what is of it
        for node in self._saying.get(names.TYPE, ()):
            for one in self._said[node][names.TYPE]:
                self._kinds.setdefault(one, set()).add(node)

    def objects(self, node: Node, *predicates: str) -> list[Object]:
        about = self._said.get(node, {})
        return [obj for predicate in predicates for obj in about.get(predicate, ())]

    def about(self, node: Node) -> Mapping[str, Mapping[Object, None]]:
        """{predicate: its objects} of one subject."""
        return self._said.get(node, {})

    def typed(self, *classes: str) -> list[Node]:
        found = {node for one in classes for node in self._kinds.get(NamedNode(one), ())}
        return [node for node in self._saying[names.TYPE] if node in found] if found else []

    def named_by(self, *predicates: str) -> set[Object]:
        """Every object of these predicates, whatever the subject."""
        return {
            obj
            for predicate in predicates
            for node in self._saying.get(predicate, ())
            for obj in self._said[node][predicate]
        }

    def topics(self) -> dict[Object, Node]:
        """{item: the catalogue's entry about it}."""
        return {
            topic: node
            for node in self._saying.get(FOAF + "primaryTopic", ())
            for topic in self._said[node][FOAF + "primaryTopic"]
        }
