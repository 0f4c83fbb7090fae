"""How one value of a property is read from RDF and written back: converters in pairs.

`read` takes the objects of the property, in the order of the source, and gives the field's value;
what it cannot understand it notes, never drops in silence. `write` gives back (predicate, object)
pairs, the predicate None being the property's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Protocol, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode

from parvis.catalogue.dcat import names, values
from parvis.catalogue.dcat.names import DCT, FOAF

Text = dict[str, str]  # {language: text}
Words = dict[str, tuple[str, ...]]  # {language: words in alphabetical order}
Node = NamedNode | BlankNode
Object = Node | Literal
T = TypeVar("T")
Pairs = Iterator[tuple[str | None, Object]]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing known by its address, by what it is called, or both.

    Terms of our vocabularies have no labels here: the vocabulary knows them.
    """

    uri: str = ""
    labels: Text = field(default_factory=dict)


class Source(Protocol):
    """What a converter may ask of the graph being read."""

    language: str
    zone: tzinfo
    current: str  # address of the thing whose fields are being read

    def objects(self, node: Node, *predicates: str) -> list[Object]: ...
    def note(self, code: str, value: str) -> None: ...
    def build(self, cls: type[Any], node: Node) -> Any: ...
    def relative(self, uri: str) -> str: ...
    def once(self, key: Hashable, make: Callable[[], T]) -> T: ...


class Sink(Protocol):
    """What a converter may ask of the graph being written."""

    def lists(self, uri: str) -> bool: ...
    def node(self, doc: Any) -> Node: ...
    def thing(self, uri: str, rdf_class: str, label: str, labels: Text) -> Node: ...


class Kind(Protocol):
    """One pair of converters. `union` reads all predicates, not the first that says something."""

    @property
    def empty(self) -> Any: ...
    @property
    def union(self) -> bool: ...
    @property
    def outside(self) -> str: ...
    def read(self, source: Source, objects: Sequence[Object]) -> Any: ...
    def write(self, sink: Sink, value: Any) -> Pairs: ...


@dataclass(frozen=True, slots=True)
class Property:
    """The predicate written, all those read in order of preference, and the converters."""

    predicate: str
    predicates: tuple[str, ...]
    kind: Kind
    name: str  # the predicate as people who know DCAT call it: "accrualPeriodicity"


def said(kind: Kind, predicate: str, *also: str) -> Any:
    """A dataclass field carried by `predicate` (and read from `also` when it says nothing)."""
    outside = (kind.outside,) if kind.outside else ()
    name = re.split(r"[/#]", predicate)[-1]
    prop = Property(predicate, (predicate, *also, *outside), kind, name)
    empty = kind.empty
    if isinstance(empty, dict):
        return field(default_factory=dict, metadata={"property": prop})
    return field(default=empty, metadata={"property": prop})


def text_of(obj: Object) -> str:
    """The words of a literal, brought to one form."""
    return values.clean(obj.value)


def tag_of(obj: Literal, source: Source) -> str:
    """The language a literal says, else that of the item."""
    return values.language_tag(obj.language or "") or source.language


LABELS = (names.PREF_LABEL, names.LABEL, DCT + "title", FOAF + "name", DCT + "description")


def labels_of(source: Source, node: Node) -> Text:
    """What the graph calls a node; a label that only repeats its address says nothing."""
    found: Text = {}
    for obj in source.objects(node, *LABELS):
        if isinstance(obj, Literal) and text_of(obj) and text_of(obj) != uri_of(node):
            found.setdefault(tag_of(obj, source), text_of(obj))
    return dict(sorted(found.items()))


def uri_of(obj: Object) -> str:
    """The address that an object is, or that a plain text gives."""
    if isinstance(obj, NamedNode):
        return values.iri(obj.value)
    return values.web_address(obj.value) if isinstance(obj, Literal) else ""
