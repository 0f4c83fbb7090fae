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
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

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
BATCH = 4_000  # triples of a piece
TOLD = 20_000  # nested descriptions that are remembered, so as to be told once
# how a file begins and ends, beside what it says
_ENDS = {
    "ttl": (re.compile(rb"\A(@prefix [^\n]*\n)+"), b""),
    "rdf": (re.compile(rb"\A<\?xml.*?<rdf:RDF[^>]*>", re.DOTALL), b"\n</rdf:RDF>"),
    "jsonld": (re.compile(rb"\A\["), b"]"),
    "nt": (re.compile(rb"\A(?!)"), b""),
}
_NAMED_CLASSES = {names.SKOS + "Concept", names.SKOS + "ConceptScheme"}


def to_rdf(
    catalogue: CatalogueDoc, more: Iterable[DatasetDoc] = (), listed: Iterable[str] = ()
) -> Iterator[Triple]:
    """All triples of a catalogue; `more` data sets are made as they are written, whose addresses
    are `listed` beforehand."""
    return _Writer(catalogue, listed).triples(more)


def serialise(triples: Iterable[Triple], extension: Extension) -> bytes:
    """The file as Turtle, RDF/XML, JSON-LD (expanded form) or N-Triples."""
    return b"".join(pieces(triples, extension))


def pieces(triples: Iterable[Triple], extension: Extension) -> Iterator[bytes]:
    """The same file as its triples come: what is said of the first subject, then batches. Each is
    a file of its own without the end of the one before and the beginning of the next."""
    head, end = _ENDS[extension]
    for number, batch in enumerate(_batches(triples)):
        told = serialize(batch, None, _FORMATS[extension], prefixes=names.PREFIXES)
        assert told is not None  # without a file to write to, it gives the bytes
        body = told.removesuffix(end)
        comma = b"," if extension == "jsonld" else b""
        yield _sorted_prefixes(body) if number == 0 else comma + head.sub(b"", body)
    yield end


def _batches(triples: Iterable[Triple]) -> Iterator[Iterator[Triple]]:
    """Cut where the subject changes: the file is the same, wherever it is cut. A triple goes when
    it is written: thousands that wait would make the collector walk all that lives."""
    number, size, least = 0, 0, 1
    last: Triple | None = None

    def turn(triple: Triple) -> int:
        nonlocal number, size, least, last
        if last and size >= least and triple.subject != last.subject:
            number, size, least = number + 1, 0, BATCH
        size, last = size + 1, triple
        return number

    for _number, batch in groupby(triples, turn):
        yield batch
    if last is None:
        yield iter(())


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

    def __init__(self, catalogue: CatalogueDoc, listed: Iterable[str]) -> None:
        self._catalogue = catalogue
        items: tuple[Any, ...] = (*catalogue.datasets, *catalogue.series, *catalogue.services)
        self._listed = {*listed, *(item.uri for item in items if item.uri)}
        self._blank = 0
        self._pending: list[tuple[Node, Any]] = []
        self._told: dict[tuple[str, str], Any] = {}

    def triples(self, more: Iterable[DatasetDoc]) -> Iterator[Triple]:
        catalogue = self._catalogue
        root = self._new(catalogue.uri)
        yield from self._item(root, catalogue)
        if catalogue.view:
            yield from self._item(self._new(catalogue.view.uri), catalogue.view)
        parts: list[tuple[str, Iterable[Any]]] = [
            ("dataset", catalogue.series),
            ("dataset", catalogue.datasets),
            ("dataset", more),
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
        if len(self._told) > TOLD:
            self._told.clear()
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
