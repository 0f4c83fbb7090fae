"""Addresses and things that have an address or a name: terms, licences, standards, themes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import names, values
from parvis.catalogue.dcat.kinds.base import (
    Kind,
    Named,
    Node,
    Object,
    Pairs,
    Sink,
    Source,
    labels_of,
    tag_of,
    text_of,
    uri_of,
)
from parvis.catalogue.dcat.names import DCT, FOAF, SKOS
from parvis.catalogue.vocabulary import Scheme


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
            uri = uri_of(obj)
            if uri:
                found.add(uri)
            elif isinstance(obj, Literal) and text_of(obj):
                source.note("value", text_of(obj))
        return tuple(sorted(found))

    def write(self, sink: Sink, value: tuple[str, ...]) -> Pairs:
        for uri in value:
            if self.outside and not sink.lists(uri):
                yield self.outside, values.node(uri)
            elif self.rdf_class:
                yield None, sink.thing(uri, self.rdf_class, "", {})
            else:
                yield None, values.node(uri)


@dataclass(frozen=True, slots=True)
class Single:
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
    return Single(_Addresses(rdf_class))


def inside(outside: str) -> Kind:
    """Items of this same catalogue. DCAT-AP types what is named so: what the document does not
    describe itself is named by the looser predicate `outside`."""
    return _Addresses(outside=outside, union=True)


ADDRESSES = _Addresses()
DOCUMENTS = _Addresses(FOAF + "Document")
DOCUMENT = Single(DOCUMENTS)


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


MEDIA_TYPE = Single(_Media())


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
    """A term, else an address with its labels, else labels alone; None when it says nothing.

    Licences, themes, formats are the same few nodes in a whole catalogue: each is read once.
    """
    if not isinstance(obj, NamedNode):
        return _named_from(source, obj, scheme)
    return source.once((obj, scheme), lambda: _named_from(source, obj, scheme))


def _named_from(source: Source, obj: Object, scheme: Scheme | None) -> Named | None:
    uri = uri_of(obj)
    if isinstance(obj, Literal):
        labels = {} if uri or not text_of(obj) else {tag_of(obj, source): text_of(obj)}
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


LICENCE = Single(_Named(DCT + "LicenseDocument", scheme="licence"), empty=None)
ALL_RIGHTS = _Named(DCT + "RightsStatement")
RIGHTS = Single(ALL_RIGHTS, empty=None)
ACCESS_RIGHTS = Single(_Named(DCT + "RightsStatement", scheme="access-right"), empty=None)
PROVENANCES = _Named(DCT + "ProvenanceStatement")
STANDARDS = _Named(DCT + "Standard")
STANDARD = Single(STANDARDS, empty=None)
CONCEPTS = _Named(SKOS + "Concept", names.PREF_LABEL)
CONCEPT = Single(CONCEPTS, empty=None)
TAXONOMIES = _Named(SKOS + "ConceptScheme", DCT + "title")
FREQUENCY = Single(_Named(DCT + "Frequency", scheme="frequency"), empty=None)
FORMAT = Single(_Named(DCT + "MediaTypeOrExtent", scheme="file-type"), empty=None)
STATUS = Single(
    _Named(SKOS + "Concept", names.PREF_LABEL, scheme="distribution-status"), empty=None
)
AVAILABILITY = Single(
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
        return tuple(sorted({uri for uri in map(uri_of, objects) if uri.startswith(_HVD_BASE)}))

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
            found |= {
                text_of(one) for one in inner if not isinstance(one, BlankNode) and text_of(one)
            }
        return tuple(sorted(found))

    def write(self, sink: Sink, value: tuple[str, ...]) -> Pairs:
        for text in value:
            yield None, sink.thing("", names.ADMS + "Identifier", SKOS + "notation", {"": text})


IDENTIFIERS = _Identifiers()
