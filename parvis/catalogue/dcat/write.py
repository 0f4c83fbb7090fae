"""A catalogue as RDF (DCAT-AP 3) and as bytes.

Triples come in a fixed order, subject by subject, so that the same catalogue gives the same file
and a large one streams.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from operator import attrgetter
from typing import IO, Any, Literal, cast

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize
from pyoxigraph import Literal as RdfLiteral

from parvis.catalogue.dcat import names, values
from parvis.catalogue.dcat.kinds import Kind, Node, Object, Text
from parvis.catalogue.dcat.model import (
    AgentDoc,
    CatalogueDoc,
    DatasetDoc,
    DistributionDoc,
    RecordDoc,
    properties,
)

log = logging.getLogger(__name__)

Extension = Literal["ttl", "rdf", "jsonld", "nt"]

_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
}
_NAMED_CLASSES = {names.SKOS + "Concept", names.SKOS + "ConceptScheme"}


def to_rdf(catalogue: CatalogueDoc) -> Iterator[Triple]:
    """All triples of a catalogue."""
    return _Writer(catalogue).triples()


def serialise(triples: Iterable[Triple], extension: Extension) -> bytes:
    """The file as Turtle, RDF/XML, JSON-LD (expanded form) or N-Triples."""
    output = BytesIO()
    write(triples, extension, output)
    return output.getvalue()


def write(triples: Iterable[Triple], extension: Extension, output: IO[bytes]) -> None:
    """The same into an open file, as the triples come."""
    head = _SortedHead(output)
    serialize(triples, cast(IO[bytes], head), _FORMATS[extension], prefixes=names.PREFIXES)
    head.flush()


class _SortedHead:
    """Prefixes in alphabetical order: the serialiser shuffles them from one run to the next."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._head: bytes | None = b""

    def write(self, data: bytes) -> int:
        if self._head is None:
            self._output.write(data)
        else:
            self._head += data
            if len(self._head) > 8192:
                self.flush()
        return len(data)

    def flush(self) -> None:
        if self._head is not None:
            self._output.write(_sorted_prefixes(self._head))
            self._head = None
        self._output.flush()


def _sorted_prefixes(head: bytes) -> bytes:
    def ordered(found: re.Match[bytes]) -> bytes:
        return b"".join(sorted(found[0].splitlines(keepends=True)))

    def ordered_names(found: re.Match[bytes]) -> bytes:
        return found[1] + b"".join(b" " + one for one in sorted(found[2].split())) + b">"

    head = re.sub(rb"\A(@prefix [^\n]*\n)+", ordered, head)
    return re.sub(rb"(<rdf:RDF)((?: xmlns:\w+=\"[^\"]*\")+)>", ordered_names, head, count=1)


@cache
def _iri(uri: str) -> NamedNode:
    return NamedNode(uri)


_TYPE = _iri(names.TYPE)
_ROWS: dict[type[Any], tuple[Any, list[tuple[NamedNode, Kind, bool]]]] = {}


def _row(doc: Any) -> tuple[tuple[Any, ...], list[tuple[NamedNode, Kind, bool]]]:
    """The values of a description beside (predicate, converters, does zero count) of each."""
    cls = type(doc)
    if cls not in _ROWS:
        table = properties(cls)
        getter = attrgetter(*(name for name, _ in table))
        rows = [(_iri(one.predicate), one.kind, one.kind.empty is None) for _, one in table]
        _ROWS[cls] = (getter, rows)
    getter, rows = _ROWS[cls]
    return getter(doc), rows


class _Writer:
    """The `Sink` of the converters: gives nodes, and says later what it has to say of them."""

    def __init__(self, catalogue: CatalogueDoc) -> None:
        self._catalogue = catalogue
        items: tuple[Any, ...] = (*catalogue.datasets, *catalogue.series, *catalogue.services)
        self._listed = {item.uri for item in items if item.uri}
        self._blank = 0
        self._pending: list[tuple[Node, Any]] = []
        self._told: dict[tuple[str, str], Any] = {}

    def triples(self) -> Iterator[Triple]:
        catalogue = self._catalogue
        root = self._new(catalogue.uri)
        yield from self._item(root, catalogue)
        if catalogue.view:
            yield from self._item(self._new(catalogue.view.uri), catalogue.view)
        parts: list[tuple[str, tuple[Any, ...]]] = [
            ("dataset", catalogue.series),
            ("dataset", catalogue.datasets),
            ("service", catalogue.services),
        ]
        for predicate, items in parts:
            link = _iri(names.DCAT + predicate)
            for item in items:
                subject = self._new(item.uri)
                yield Triple(root, link, subject)
                yield from self._item(subject, item)
                if item.record:
                    yield from self._record(root, subject, item.record)

    def _record(self, root: Node, subject: Node, record: RecordDoc) -> list[Triple]:
        entry = self._new(record.uri)
        return [
            Triple(root, _iri(names.DCAT + "record"), entry),
            Triple(entry, _iri(names.FOAF + "primaryTopic"), subject),
            Triple(subject, _iri(names.FOAF + "isPrimaryTopicOf"), entry),
            *self._item(entry, record),
        ]

    def _item(self, subject: Node, doc: Any) -> list[Triple]:
        """A thing, then everything that its description needed."""
        told: list[Triple] = []
        self._doc(subject, doc, told)
        while self._pending:
            pending, self._pending = self._pending, []
            for node, what in pending:
                if isinstance(what, list):
                    told += what
                else:
                    self._doc(node, what, told)
        return told

    def _doc(self, subject: Node, doc: Any, told: list[Triple]) -> None:
        for rdf_class in doc.RDF_CLASSES:
            told.append(Triple(subject, _TYPE, _iri(rdf_class)))
        doc = _obliged(doc)
        held, rows = _row(doc)
        for value, (own, kind, counts) in zip(held, rows, strict=True):
            if value or (counts and value is not None):
                for predicate, obj in self._said(subject, kind, value):
                    told.append(Triple(subject, _iri(predicate) if predicate else own, obj))

    def _said(self, subject: Node, kind: Kind, value: Any) -> list[tuple[str | None, Object]]:
        """What RDF can carry of a value. One bad address must not silence a whole catalogue."""
        try:
            return list(kind.write(self, value))
        except ValueError as error:
            log.warning("left out of the RDF of %s: %s", subject, error)
            return []

    def _new(self, uri: str) -> Node:
        if uri:
            return values.node(uri)
        self._blank += 1
        return BlankNode(f"b{self._blank}")

    def lists(self, uri: str) -> bool:
        return uri in self._listed

    def node(self, doc: Any) -> Node:
        """The node of a nested description, told once when several items share it."""
        subject = self._new(doc.uri)
        key = (doc.uri, doc.RDF_CLASSES)
        if not doc.uri or self._told.get(key) != doc:
            self._told[key] = doc
            self._pending.append((subject, doc))
        return subject

    def thing(self, uri: str, rdf_class: str, label: str, labels: Text) -> Node:
        subject = self._new(uri)
        key = (uri, rdf_class)
        if uri and self._told.get(key) == labels:
            return subject
        self._told[key] = labels
        if not labels and rdf_class in _NAMED_CLASSES:  # a concept must have a label
            labels = {"": uri}
        told = [Triple(subject, _iri(names.TYPE), _iri(rdf_class))]
        told += [Triple(subject, _iri(label), _literal(tag, text)) for tag, text in labels.items()]
        self._pending.append((subject, told))
        return subject


def _literal(tag: str, text: str) -> Object:
    return RdfLiteral(text, language=tag) if tag else RdfLiteral(text)


def _obliged(doc: Any) -> Any:
    """What DCAT-AP makes mandatory and the source did not say, from what it did say."""
    if isinstance(doc, DatasetDoc | CatalogueDoc) and not doc.description:
        return replace(doc, description=doc.title)
    if isinstance(doc, AgentDoc) and not doc.name:
        return replace(doc, name={"": doc.uri})
    if isinstance(doc, DistributionDoc) and not doc.access_urls:
        return replace(doc, access_urls=doc.download_urls)
    return doc
