"""Texts, dates, numbers, drawings: values that a literal carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from parvis.catalogue.dcat import places, values
from parvis.catalogue.dcat.kinds.base import (
    Object,
    Pairs,
    Sink,
    Source,
    Text,
    Words,
    labels_of,
    tag_of,
    text_of,
    uri_of,
)
from parvis.catalogue.dcat.names import GEO, SPDX, VCARD, XSD


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
            if not isinstance(obj, Literal) or not (text := text_of(obj)):
                continue
            tag = tag_of(obj, source)
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
            if isinstance(obj, Literal) and (text := text_of(obj)):
                said_by = {tag_of(obj, source): text}
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
    text = text_of(obj).lower()
    return text if re.fullmatch(r"([0-9a-f]{2})+", text) else ""


def _string(source: Source, obj: Object) -> str:
    return "" if isinstance(obj, BlankNode) else text_of(obj)


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
ADDRESS = _One(lambda source, obj: uri_of(obj), values.node)
DECIMAL = _One(lambda source, obj: values.number(obj.value), _decimal, empty=None)
DURATION = _One(lambda source, obj: values.duration(obj.value), _typed("duration"))
BYTES = _One(_count, _typed("nonNegativeInteger"), empty=None)
INTEGER = _One(_count, _typed("integer"), empty=None)
HEX = _One(_hex, _typed("hexBinary"))
ALGORITHM = _One(_algorithm, values.node)
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
        texts = [text_of(obj) for obj in objects if isinstance(obj, Literal)]
        drawn = [text for text in texts if places.is_geometry(text)]
        drawn.sort(key=lambda text: 1 if text.startswith("{") else 2 if "<gml:" in text else 0)
        return drawn[0] if drawn else ""

    def write(self, sink: Sink, value: str) -> Pairs:
        yield None, _drawing(value)


GEOMETRY = _Geometry()
