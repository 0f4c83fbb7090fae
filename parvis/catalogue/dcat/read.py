"""What a catalogue in RDF says: `from_rdf`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from pyoxigraph import BlankNode, NamedNode

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import names, values
from parvis.catalogue.dcat.errors import DcatError, ItemProblem
from parvis.catalogue.dcat.formats import with_format
from parvis.catalogue.dcat.graph import Graph
from parvis.catalogue.dcat.kinds import INTEGER, LABELS, STRING, Node, Object, Property
from parvis.catalogue.dcat.kinds import node as node_kind
from parvis.catalogue.dcat.model import (
    AgentDoc,
    CatalogueDoc,
    ChecksumDoc,
    ContactDoc,
    DatasetDoc,
    DistributionDoc,
    RecordDoc,
    SeriesDoc,
    ServiceDoc,
    ViewDoc,
    properties,
)
from parvis.catalogue.dcat.names import DCAT, DCT, FOAF, HYDRA, PROV
from parvis.catalogue.dcat.syntax import triples

TERRITORY = ZoneInfo("Europe/Paris")
T = TypeVar("T")
_NO_BASE = "http://relative.invalid/"
_REFERENCES = (
    DCAT + "servesDataset",
    DCAT + "hasVersion",
    DCAT + "isVersionOf",
    DCAT + "seriesMember",
    DCT + "hasPart",
    DCT + "hasVersion",
    DCT + "isVersionOf",
    DCT + "isReferencedBy",
    DCT + "relation",
    DCT + "source",
    PROV + "wasDerivedFrom",
)
_STRUCTURE = {
    names.TYPE,
    DCAT + "dataset",
    DCAT + "service",
    DCAT + "record",
    DCAT + "servesDataset",
    FOAF + "primaryTopic",
    FOAF + "isPrimaryTopicOf",
    HYDRA + "totalItems",
    HYDRA + "view",
    HYDRA + "itemsPerPage",
    DCT + "date",
    *LABELS,
}
RECORD = node_kind(RecordDoc)
PLACEHOLDERS = {"todo", "tbd", "a remplir", "a completer", "a definir", "xxx", "none", "null"}


@dataclass(frozen=True)
class Reading:
    """A catalogue, what was wrong in it item by item, and the properties we have no place for."""

    catalogue: CatalogueDoc
    problems: tuple[ItemProblem, ...]
    unread: Counter[str]


def from_rdf(
    source: bytes | Path,
    media_type: str | None = None,
    base: str = "",
    *,
    zone: tzinfo = TERRITORY,
    language: str = "fr",
) -> Reading:
    """Read RDF/XML, Turtle, JSON-LD, N-Triples, N-Quads, TriG or N3; DcatError refuses it whole.

    `base` is the address the file came from. Texts without a language are in the item's language
    when it names one, else in `language`; times without an offset are in `zone`.
    """
    base = base or _NO_BASE
    graph = Graph(triples(source, media_type, base))
    reading = _Reader(graph, base.rpartition("/")[0] + "/", zone, language).read()
    if not (reading.catalogue.uri or reading.catalogue.title or reading.problems) and not (
        reading.catalogue.datasets or reading.catalogue.services or reading.catalogue.series
    ):
        raise DcatError("nothing")
    return reading


_UNDERSTOOD: dict[type[Any], frozenset[str]] = {}


def _understood(cls: type[Any]) -> frozenset[str]:
    """Every predicate that has a place in a class."""
    if cls not in _UNDERSTOOD:
        said_by = (prop.predicates for _, prop in properties(cls))
        _UNDERSTOOD[cls] = frozenset(_STRUCTURE.union(*said_by))
    return _UNDERSTOOD[cls]


@cache
def _places(cls: type[Any]) -> dict[str, list[int]]:
    """The numbers of the properties that each predicate may say."""
    found: dict[str, list[int]] = {}
    for number, (_name, prop) in enumerate(properties(cls)):
        for predicate in prop.predicates:
            found.setdefault(predicate, []).append(number)
    return found


@lru_cache(4096)
def _said_by(
    cls: type[Any], predicates: tuple[str, ...]
) -> tuple[list[tuple[str, Property, list[str]]], list[str]]:
    """The properties of a class that these predicates say, in the order of the class, each with
    those that say it in its own order; and the predicates that have no place in the class.

    The items of a catalogue nearly all say the same few sets of predicates.
    """
    places, table = _places(cls), properties(cls)  # type: ignore[arg-type]
    numbers = sorted({n for one in predicates for n in places.get(one, ())})
    found = [table[n] for n in numbers]
    said = [(name, p, [one for one in p.predicates if one in predicates]) for name, p in found]
    known = _understood(cls)
    return said, [one for one in predicates if one not in known]


@cache
def _nothing(cls: type[Any]) -> Any:
    return cls()


@dataclass
class _Reader:
    """The `Source` of the converters, and the notes they leave."""

    graph: Graph
    folder: str
    zone: tzinfo
    language: str
    problems: list[ItemProblem] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    current: str = ""
    _item: str = ""
    _seen: set[str] = field(default_factory=set)
    _field: str = ""
    _shared: dict[Hashable, Any] = field(default_factory=dict)

    # What converters ask

    def objects(self, node: Node, *predicates: str) -> list[Object]:
        return self.graph.objects(node, *predicates)

    def note(self, code: str, value: str) -> None:
        problem = DcatError(code, field=self._field, value=values.clean(value)[:200])
        self.problems.append(ItemProblem(self._item, problem))

    def relative(self, uri: str) -> str:
        """The bare word that a relative address was, "" for any other address."""
        rest = uri.removeprefix(self.folder) if uri.startswith(self.folder) else ""
        return "" if set(rest) & set("/.?#:") else unquote(rest)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a language: it may neither note nor ask who is read."""
        whole = (key, self.language)
        if whole not in self._shared:
            self._shared[whole] = make()
        found: T = self._shared[whole]
        return found

    def build(self, cls: type[Any], node: Node) -> Any:
        """The fields of a thing; None when nothing usable is said of it."""
        if cls not in (AgentDoc, ContactDoc):
            return self._settled(self._fields(cls, node))
        key = (cls, node)
        if key not in self._shared:
            self._shared[key] = self._settled(self._fields(cls, node))
        return self._shared[key]

    def _fields(self, cls: type[Any], node: Node) -> Any:
        uri = values.iri(node.value) if isinstance(node, NamedNode) else ""
        outer, self.current = (self.current, self._field), uri
        about = self.graph.about(node)
        said, unknown = _said_by(cls, tuple(about))  # type: ignore[arg-type]
        found = {}
        for name, prop, present in said:
            value = self._value(prop, present, about)
            if value is not None:
                found[name] = value
        self.current, self._field = outer
        if unknown:
            self.unread.update(unknown)
        return cls(uri=uri, **found)

    def _value(
        self, prop: Property, present: list[str], about: Mapping[str, Mapping[Object, None]]
    ) -> Any:
        self._field, kind = prop.name, prop.kind
        if len(present) == 1:
            return kind.read(self, list(about[present[0]]))
        if kind.union:
            return kind.read(self, [obj for one in present for obj in about[one]])
        for predicate in present:
            value = kind.read(self, list(about[predicate]))
            if value != kind.empty:
                return value
        return None

    def _settled(self, doc: Any) -> Any:
        if isinstance(doc, DistributionDoc):
            return self._distribution(doc)
        if isinstance(doc, ChecksumDoc) and not (doc.algorithm and doc.value):
            self.note("value", doc.value or doc.algorithm)
            return None
        return None if doc == _nothing(type(doc)) else doc  # type: ignore[arg-type]

    def _distribution(self, doc: DistributionDoc) -> DistributionDoc | None:
        if not doc.access_urls and not doc.download_urls:
            self.note("address", doc.uri or next(iter(doc.title.values()), ""))
            return None
        if not doc.access_urls:
            doc = replace(doc, access_urls=doc.download_urls)
        return with_format(doc)

    # The catalogue and its items

    def read(self) -> Reading:
        root = self._root()
        catalogue = CatalogueDoc()
        if root is not None:
            self.language = self._language(root)
            self._item = self._name(root)
            catalogue = self._fields(CatalogueDoc, root)
        series = self.graph.typed(SeriesDoc.RDF_CLASSES[0])
        datasets = self._own(self.graph.typed(DatasetDoc.RDF_CLASSES[0]), set(series), "dataset")
        services = self.graph.typed(ServiceDoc.RDF_CLASSES[0])
        catalogue = replace(
            catalogue,
            view=self._view(),
            series=tuple(self._datasets(SeriesDoc, series)),
            datasets=tuple(self._datasets(DatasetDoc, datasets)),
            services=tuple(self._services(services)),
        )
        return Reading(catalogue, tuple(self.problems), self.unread)

    def _root(self) -> Node | None:
        """The catalogue itself, not one of its parts: the one that lists the most data sets."""
        found = self.graph.typed(CatalogueDoc.RDF_CLASSES[0])
        parts = self.graph.named_by(DCT + "hasPart", DCAT + "catalog")
        whole = [node for node in found if node not in parts] or found
        sizes = {node: len(self.graph.objects(node, DCAT + "dataset")) for node in whole}
        return max(whole, key=lambda node: sizes[node]) if whole else None

    def _own(self, found: list[Node], series: set[Node], link: str) -> list[Node]:
        """Data sets of this catalogue: a mere target of a reference is someone else's."""
        listed = self.graph.named_by(DCAT + link)
        referred = self.graph.named_by(*_REFERENCES) - listed
        return [node for node in found if node not in series and node not in referred]

    def _view(self) -> ViewDoc | None:
        pages = self.graph.typed(ViewDoc.RDF_CLASSES[0], HYDRA + "PagedCollection")
        view: ViewDoc | None = self.build(ViewDoc, pages[0]) if pages else None
        if view is None or view.total is not None:
            return view
        totals = self.graph.named_by(HYDRA + "totalItems")
        return replace(view, total=INTEGER.read(self, list(totals)))

    def _language(self, node: Node) -> str:
        """The language of texts that do not say theirs, when the item names exactly one."""
        found = {
            term.uri
            for obj in self.graph.objects(node, DCT + "language")
            if not isinstance(obj, BlankNode) and (term := vocabulary.match("language", obj.value))
        }
        return vocabulary.iso639(found.pop()) if len(found) == 1 else self.language

    def _name(self, node: Node) -> str:
        """How problems name an item: its identifier, else its address."""
        identifier = STRING.read(self, self.graph.objects(node, DCT + "identifier")[:1])
        return identifier or (values.iri(node.value) if isinstance(node, NamedNode) else "")

    def _items(self, cls: type[Any], nodes: list[Node]) -> Iterable[Any]:
        outer = self.language
        for node in nodes:
            self._item = self._name(node)
            self.language = self._language(node)
            doc = self._fields(cls, node)
            if doc.title:
                yield doc
            else:
                self._refuse("title", doc)
            self.language = outer

    def _datasets(self, cls: type[DatasetDoc], nodes: list[Node]) -> Iterable[Any]:
        topics = self.graph.topics()
        for node in nodes:
            for doc in self._items(cls, [node]):
                identifier = doc.identifier or doc.uri
                if not identifier or vocabulary.fold(identifier) in PLACEHOLDERS:
                    self._refuse("identifier", doc)
                elif identifier in self._seen:
                    self._refuse("twice", doc)
                else:
                    self._seen.add(identifier)
                    record = self._record(node, topics)
                    same = doc.identifier == identifier and record is None
                    yield doc if same else replace(doc, identifier=identifier, record=record)

    def _services(self, nodes: list[Node]) -> Iterable[ServiceDoc]:
        topics = self.graph.topics()
        for node in nodes:
            for doc in self._items(ServiceDoc, [node]):
                yield replace(doc, record=self._record(node, topics))

    def _record(self, node: Node, topics: Mapping[Object, Node]) -> RecordDoc | None:
        """The catalogue's entry about an item."""
        entries: list[Object] = [topics[node]] if node in topics else []
        entries += self.graph.objects(node, FOAF + "isPrimaryTopicOf")
        record: RecordDoc | None = RECORD.read(self, entries[:1])
        return record

    def _refuse(self, code: str, doc: Any) -> None:
        value = getattr(doc, "identifier", "") or doc.uri
        self.problems.append(ItemProblem(value, DcatError(code, value=value[:200])))
