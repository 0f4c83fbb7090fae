"""How one value of a property is read from RDF and written back: converters in pairs.

`read` takes the objects of the property, in the order of the source, and gives the field's value;
what it cannot understand it notes, never drops in silence. `write` gives back (predicate, object)
pairs, the predicate None being the property's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import names, places, values
from parvis.catalogue.dcat.names import DCT, FOAF, GEO, SKOS, SPDX, VCARD, XSD
from parvis.catalogue.vocabulary import Scheme

Text = dict[str, str]  # {language: text}
Words = dict[str, tuple[str, ...]]  # {language: words in alphabetical order}
Node = NamedNode | BlankNode
Object = Node | Literal
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


def _text(obj: Object) -> str:
    return values.clean(obj.value)


def _tag(obj: Literal, source: Source) -> str:
    return values.language_tag(obj.language or "") or source.language


LABELS = (names.PREF_LABEL, names.LABEL, DCT + "title", FOAF + "name", DCT + "description")


def labels_of(source: Source, node: Node) -> Text:
    """What the graph calls a node; a label that only repeats its address says nothing."""
    found: Text = {}
    for obj in source.objects(node, *LABELS):
        if isinstance(obj, Literal) and _text(obj) and _text(obj) != _uri(node):
            found.setdefault(_tag(obj, source), _text(obj))
    return dict(sorted(found.items()))


def _uri(obj: Object) -> str:
    """The address that an object is, or that a plain text gives."""
    if isinstance(obj, NamedNode):
        return values.iri(obj.value)
    return values.web_address(obj.value) if isinstance(obj, Literal) else ""


@dataclass(frozen=True, slots=True)
class _Text:
    """Texts by language. Several in one language: joined, or the first kept and the rest noted."""

    join: str = ""
    labels: bool = False  # a text that repeats the thing's own address says nothing
    empty: Any = field(default_factory=dict)
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> Text:
        found: Text = {}
        for obj in objects:
            if not isinstance(obj, Literal) or not _text(obj):
                continue
            tag, text = _tag(obj, source), _text(obj)
            if self.labels and text == source.current:
                continue
            if tag not in found:
                found[tag] = text
            elif text != found[tag] and self.join:
                found[tag] += self.join + text
            elif text != found[tag]:
                source.note("several", text)
        return dict(sorted(found.items()))

    def write(self, sink: Sink, value: Text) -> Pairs:
        for tag, text in value.items():
            yield None, Literal(text, language=tag) if tag else Literal(text)


@dataclass(frozen=True, slots=True)
class _Words:
    empty: Any = field(default_factory=dict)
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> Words:
        found: dict[str, set[str]] = {}
        for obj in objects:
            said_by = {} if isinstance(obj, Literal) else labels_of(source, obj)
            if isinstance(obj, Literal) and _text(obj):
                said_by = {_tag(obj, source): _text(obj)}
            for tag, word in said_by.items():
                found.setdefault(tag, set()).add(word)
        return {tag: tuple(sorted(words)) for tag, words in sorted(found.items())}

    def write(self, sink: Sink, value: Words) -> Pairs:
        for tag, words in value.items():
            for word in words:
                yield None, Literal(word, language=tag)


@dataclass(frozen=True, slots=True)
class _One:
    """One value through two functions; `parse` gives None or "" for what it cannot understand."""

    parse: Callable[[Source, Object], Any]
    form: Callable[[Any], Object]
    empty: Any = ""
    union: bool = False
    outside: str = ""
    noted: bool = True

    def read(self, source: Source, objects: Sequence[Object]) -> Any:
        kept = self.empty
        for obj in objects:
            value = self.parse(source, obj)
            if value is None or value == "":
                if self.noted:
                    source.note("value", obj.value)
            elif kept == self.empty:
                kept = value
            elif value != kept and self.noted:
                source.note("several", str(value))
        return kept

    def write(self, sink: Sink, value: Any) -> Pairs:
        yield None, self.form(value)


def _typed(datatype: str) -> Callable[[Any], Literal]:
    node = NamedNode(XSD + datatype)
    return lambda value: Literal(str(value), datatype=node)


_MOMENTS = {
    length: NamedNode(XSD + name)
    for length, name in ((4, "gYear"), (7, "gYearMonth"), (10, "date"), (0, "dateTime"))
}


def _moment(value: str) -> Literal:
    return Literal(value, datatype=_MOMENTS.get(len(value), _MOMENTS[0]))


def _prefixed(scheme: str) -> tuple[Callable[[Source, Object], str], Callable[[str], Object]]:
    """E-mail addresses and telephone numbers: <mailto:a@b>, "a@b", or a node that has the value."""

    def parse(source: Source, obj: Object) -> str:
        if not isinstance(obj, Literal):
            inner = source.objects(obj, VCARD + "hasValue", VCARD + "value")
            obj = inner[0] if inner else obj
        if isinstance(obj, BlankNode):
            return ""
        text = values.clean(obj.value)
        if scheme == "mailto:" and "@" not in text:
            return ""
        return text[len(scheme) :].strip() if text.lower().startswith(scheme) else text

    def form(value: str) -> Object:
        address = scheme + value
        return NamedNode(address) if values.iri(address) == address else Literal(value)

    return parse, form


def _decimal(value: Decimal) -> Literal:
    return Literal(format(value, "f"), datatype=NamedNode(XSD + "decimal"))


_WKT_LITERAL = NamedNode(GEO + "wktLiteral")


def _drawing(value: str) -> Literal:
    if value.startswith("{"):
        return Literal(value, datatype=NamedNode(GEO + "geoJSONLiteral"))
    if "<gml:" in value:
        return Literal(value, datatype=NamedNode(GEO + "gmlLiteral"))
    return Literal(value, datatype=_WKT_LITERAL)


def _algorithm(source: Source, obj: Object) -> str:
    if isinstance(obj, NamedNode):
        return values.iri(obj.value)
    name = re.sub(r"[^a-z0-9]", "", obj.value.lower()) if isinstance(obj, Literal) else ""
    return f"{SPDX}checksumAlgorithm_{name}" if name else ""


def _hex(source: Source, obj: Object) -> str:
    text = _text(obj).lower()
    return text if re.fullmatch(r"([0-9a-f]{2})+", text) else ""


def _string(source: Source, obj: Object) -> str:
    return "" if isinstance(obj, BlankNode) else _text(obj)


def _count(source: Source, obj: Object) -> int | None:
    return values.whole(obj.value)


TEXT = _Text()
LABEL = _Text(labels=True)
LONG_TEXT = _Text(join="\n\n")
WORDS = _Words()
STRING = _One(_string, lambda value: Literal(value))
WHEN = _One(lambda source, obj: values.when(obj.value, source.zone), _moment)
EMAIL = _One(*_prefixed("mailto:"))
PHONE = _One(*_prefixed("tel:"))
ADDRESS = _One(lambda source, obj: _uri(obj), lambda value: NamedNode(value))
DECIMAL = _One(lambda source, obj: values.number(obj.value), _decimal, empty=None)
DURATION = _One(lambda source, obj: values.duration(obj.value), _typed("duration"))
BYTES = _One(_count, _typed("nonNegativeInteger"), empty=None)
INTEGER = _One(_count, _typed("integer"), empty=None)
HEX = _One(_hex, _typed("hexBinary"))
ALGORITHM = _One(_algorithm, lambda value: NamedNode(value))
BOX = _One(
    lambda source, obj: places.box(obj.value),
    lambda value: Literal(places.polygon(value), datatype=_WKT_LITERAL),
    empty=None,
    noted=False,
)
POINT = _One(
    lambda source, obj: places.point(obj.value),
    lambda value: Literal(places.wkt_point(value), datatype=_WKT_LITERAL),
    empty=None,
    noted=False,
)


@dataclass(frozen=True, slots=True)
class _Geometry:
    """One drawing: WKT before GeoJSON before GML, when the source gives several forms of it."""

    empty: Any = ""
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> str:
        texts = [_text(obj) for obj in objects if isinstance(obj, Literal)]
        drawn = [text for text in texts if places.is_geometry(text)]
        drawn.sort(key=lambda text: 1 if text.startswith("{") else 2 if "<gml:" in text else 0)
        return drawn[0] if drawn else ""

    def write(self, sink: Sink, value: str) -> Pairs:
        yield None, _drawing(value)


GEOMETRY = _Geometry()


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Addresses, in alphabetical order; `rdf_class` types what they name."""

    rdf_class: str = ""
    empty: Any = ()
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[str, ...]:
        found: set[str] = set()
        for obj in objects:
            uri = _uri(obj)
            if uri:
                found.add(uri)
            elif isinstance(obj, Literal) and _text(obj):
                source.note("value", _text(obj))
        return tuple(sorted(found))

    def write(self, sink: Sink, value: tuple[str, ...]) -> Pairs:
        for uri in value:
            if self.outside and not sink.lists(uri):
                yield self.outside, NamedNode(uri)
            elif self.rdf_class:
                yield None, sink.thing(uri, self.rdf_class, "", {})
            else:
                yield None, NamedNode(uri)


@dataclass(frozen=True, slots=True)
class _Single:
    """The first value of a kind that has many; the others are noted."""

    many: Kind
    empty: Any = ""
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> Any:
        for position, obj in enumerate(objects):
            found = self.many.read(source, [obj])
            if found:
                for other in objects[position + 1 :]:
                    others = self.many.read(source, [other])
                    if others and others != found:
                        source.note("several", other.value)
                return found[0]
        return self.empty

    def write(self, sink: Sink, value: Any) -> Pairs:
        return self.many.write(sink, (value,))


def refs(rdf_class: str) -> Kind:
    return _Addresses(rdf_class)


def ref(rdf_class: str) -> Kind:
    return _Single(_Addresses(rdf_class))


def inside(outside: str) -> Kind:
    """Items of this same catalogue. DCAT-AP types what is named so: what the document does not
    describe itself is named by the looser predicate `outside`."""
    return _Addresses(outside=outside, union=True)


ADDRESSES = _Addresses()
DOCUMENTS = _Addresses(FOAF + "Document")
DOCUMENT = _Single(DOCUMENTS)


@dataclass(frozen=True, slots=True)
class _Media:
    empty: Any = ()
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[str, ...]:
        found = []
        for obj in objects:
            uri = vocabulary.media_type(obj.value)
            if uri is None and not isinstance(obj, Literal):
                said_by = labels_of(source, obj).values()
                uri = next((known for known in map(vocabulary.media_type, said_by) if known), None)
            if uri is None and not isinstance(obj, BlankNode):
                known = vocabulary.file_format(obj.value)
                uri = known.media_type if known else None
            if uri is None:
                source.note("value", obj.value)
            else:
                found.append(uri)
        return tuple(found)

    def write(self, sink: Sink, value: tuple[str, ...]) -> Pairs:
        for uri in value:
            yield None, sink.thing(uri, DCT + "MediaType", "", {})


MEDIA_TYPE = _Single(_Media())


@dataclass(frozen=True, slots=True)
class _Named:
    """Things with an address or a name, of one RDF class; terms of `scheme` when they match it."""

    rdf_class: str
    label: str = names.LABEL
    scheme: Scheme | None = None
    empty: Any = ()
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[Named, ...]:
        found: list[Named] = []
        for obj in objects:
            named = named_from(source, obj, self.scheme)
            if named is not None and named not in found:
                found.append(named)
        return tuple(sorted(found, key=lambda one: (one.uri, sorted(one.labels.items()))))

    def write(self, sink: Sink, value: tuple[Named, ...]) -> Pairs:
        for named in value:
            yield None, self.thing(sink, named)

    def thing(self, sink: Sink, named: Named) -> Node:
        labels = named.labels
        if self.scheme and named.uri and not labels:
            known = vocabulary.term(self.scheme, named.uri)
            labels = dict(known.labels) if known else labels
        return sink.thing(named.uri, self.rdf_class, self.label, labels)


def named_from(source: Source, obj: Object, scheme: Scheme | None = None) -> Named | None:
    """A term, else an address with its labels, else labels alone; None when it says nothing."""
    uri = _uri(obj)
    if isinstance(obj, Literal):
        labels = {} if uri or not _text(obj) else {_tag(obj, source): _text(obj)}
    else:
        labels = labels_of(source, obj)
    if scheme:
        known = (_matched(scheme, text) for text in (uri, *labels.values()) if text)
        term = next((one for one in known if one), None)
        if term:
            return Named(term)
    return Named(uri, labels) if uri or labels else None


def _matched(scheme: Scheme, text: str) -> str:
    """The address of the term that a text means; licences are often told inside a sentence."""
    found = vocabulary.match(scheme, text)
    if found is None and scheme == "licence" and len(text) < 5000:
        told = re.findall(r"https?://[^\s<>\"']+", text) if " " in text else []
        found = next((one for one in (vocabulary.match(scheme, url) for url in told) if one), None)
    return found.uri if found else ""


LICENCE = _Single(_Named(DCT + "LicenseDocument", scheme="licence"), empty=None)
ALL_RIGHTS = _Named(DCT + "RightsStatement")
RIGHTS = _Single(ALL_RIGHTS, empty=None)
ACCESS_RIGHTS = _Single(_Named(DCT + "RightsStatement", scheme="access-right"), empty=None)
PROVENANCES = _Named(DCT + "ProvenanceStatement")
STANDARDS = _Named(DCT + "Standard")
STANDARD = _Single(STANDARDS, empty=None)
CONCEPTS = _Named(SKOS + "Concept", names.PREF_LABEL)
CONCEPT = _Single(CONCEPTS, empty=None)
TAXONOMIES = _Named(SKOS + "ConceptScheme", DCT + "title")
FREQUENCY = _Single(_Named(DCT + "Frequency", scheme="frequency"), empty=None)
FORMAT = _Single(_Named(DCT + "MediaTypeOrExtent", scheme="file-type"), empty=None)
STATUS = _Single(
    _Named(SKOS + "Concept", names.PREF_LABEL, scheme="distribution-status"), empty=None
)
AVAILABILITY = _Single(
    _Named(SKOS + "Concept", names.PREF_LABEL, scheme="planned-availability"), empty=None
)


@dataclass(frozen=True, slots=True)
class _Terms:
    """Addresses of terms of one scheme; `kept` also keeps addresses that are not its terms."""

    scheme: Scheme
    rdf_class: str
    label: str = names.PREF_LABEL
    kept: bool = False
    empty: Any = ()
    union: bool = True
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[str, ...]:
        found: set[str] = set()
        for obj in objects:
            named = named_from(source, obj, self.scheme)
            uri = named.uri if named else ""
            if uri and (self.kept or vocabulary.term(self.scheme, uri)):
                found.add(uri)
            elif self.kept and not isinstance(obj, BlankNode):
                source.note("value", obj.value)
        return tuple(sorted(found))

    def write(self, sink: Sink, value: tuple[str, ...]) -> Pairs:
        things = _Named(self.rdf_class, self.label, self.scheme)
        for uri in value:
            yield None, things.thing(sink, Named(uri))


LANGUAGES = _Terms("language", DCT + "LinguisticSystem", names.LABEL, kept=True)
THEMES = _Terms("data-theme", SKOS + "Concept")
_HVD_TOPS = _Terms("hvd-category", SKOS + "Concept")
_HVD_BASE = "http://data.europa.eu/bna/"


@dataclass(frozen=True, slots=True)
class _Hvd:
    """Categories of high-value data sets: a whole register, of which we label the tops."""

    empty: Any = ()
    union: bool = True
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[str, ...]:
        return tuple(sorted({uri for uri in map(_uri, objects) if uri.startswith(_HVD_BASE)}))

    def write(self, sink: Sink, value: tuple[str, ...]) -> Pairs:
        return _HVD_TOPS.write(sink, value)


HVD = _Hvd()


@dataclass(frozen=True, slots=True)
class _OriginalThemes:
    """Themes of the source's own list, kept beside the European ones they were matched to."""

    empty: Any = ()
    union: bool = True
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[Named, ...]:
        own = (named_from(source, obj) for obj in objects)
        found: list[Named] = []
        for named in own:
            if named is None or named in found or named.uri.startswith(_HVD_BASE):
                continue
            if not vocabulary.term("data-theme", named.uri):
                found.append(named)
        return tuple(sorted(found, key=lambda one: (one.uri, sorted(one.labels.items()))))

    def write(self, sink: Sink, value: tuple[Named, ...]) -> Pairs:
        for named in value:  # dcat:theme must have an address
            predicate = None if named.uri else DCT + "subject"
            yield predicate, CONCEPTS.thing(sink, named)


ORIGINAL_THEMES = _OriginalThemes()


@dataclass(frozen=True, slots=True)
class _Identifiers:
    """Other identifiers: adms:Identifier nodes with a notation."""

    empty: Any = ()
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[str, ...]:
        found: set[str] = set()
        for obj in objects:
            inner: Iterable[Object] = [obj]
            if not isinstance(obj, Literal):
                inner = source.objects(obj, SKOS + "notation") or [obj]
            found |= {_text(one) for one in inner if not isinstance(one, BlankNode) and _text(one)}
        return tuple(sorted(found))

    def write(self, sink: Sink, value: tuple[str, ...]) -> Pairs:
        for text in value:
            yield None, sink.thing("", names.ADMS + "Identifier", SKOS + "notation", {"": text})


IDENTIFIERS = _Identifiers()


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Things described by fields of their own (`cls`), in the order of the source."""

    cls: type[Any]
    literal: Callable[[Source, Literal], Any] | None = None
    empty: Any = ()
    union: bool = False
    outside: str = ""

    def read(self, source: Source, objects: Sequence[Object]) -> tuple[Any, ...]:
        found: list[Any] = []
        for obj in objects:
            if isinstance(obj, Literal):
                doc = (self.literal or self.by_name)(source, obj)
            else:
                doc = source.build(self.cls, obj)
            if doc is None and isinstance(obj, Literal):
                source.note("value", obj.value)
            elif doc is not None and doc not in found:
                found.append(doc)
        return tuple(found)

    def by_name(self, source: Source, obj: Literal) -> Any:
        """An agent or contact given by name or address only."""
        uri = _uri(obj)
        if uri or "name" not in self.cls.__dataclass_fields__:
            return self.cls(uri=uri) if uri else None
        return self.cls(name={_tag(obj, source): _text(obj)}) if _text(obj) else None

    def write(self, sink: Sink, value: tuple[Any, ...]) -> Pairs:
        for doc in value:
            yield None, sink.node(doc)


def nodes(cls: type[Any]) -> Kind:
    return _Nodes(cls)


def node(cls: type[Any]) -> Kind:
    return _Single(_Nodes(cls), empty=None)


def periods(cls: type[Any]) -> Kind:
    def interval(source: Source, obj: Literal) -> Any:
        """An ISO 8601 interval: "2010-01-01/2020-12-31", one end possibly empty or ".."."""
        start, _, end = _text(obj).partition("/")
        first, last = (values.when(part, source.zone) for part in (start, end))
        return cls(start=first, end=last) if first or last else None

    return _Nodes(cls, interval)


@dataclass(frozen=True, slots=True)
class _Places(_Nodes):
    def read(self, source: Source, objects: Sequence[Object]) -> tuple[Any, ...]:
        found: list[Any] = []
        for obj in objects:
            if isinstance(obj, Literal):
                doc = self._told(source, obj)
            else:
                doc = source.build(self.cls, obj)
                doc = self._beside(source, doc)
            if doc is not None and doc != self.cls() and doc not in found:
                found.append(doc)
        return tuple(found)

    def _told(self, source: Source, obj: Literal) -> Any:
        text = _text(obj)
        if places.is_geometry(text):
            return self.cls(geometry=text)
        edges = places.box(text)
        if edges:
            return self.cls(box=edges)
        return self.by_name(source, obj)

    def _beside(self, source: Source, doc: Any) -> Any:
        """`rdf:resource="Rennes"`: a relative address that is in fact a name."""
        name = source.relative(doc.uri) if doc else ""
        return self.cls(name={source.language: name}) if name and doc == self.cls(doc.uri) else doc


def places_of(cls: type[Any]) -> Kind:
    return _Places(cls)
