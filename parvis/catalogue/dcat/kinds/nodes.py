"""Things described by fields of their own: people, periods, places, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal

from parvis.catalogue.dcat import places, values
from parvis.catalogue.dcat.kinds.base import (
    Kind,
    Object,
    Pairs,
    Sink,
    Source,
    tag_of,
    text_of,
    uri_of,
)
from parvis.catalogue.dcat.kinds.named import Single


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
        uri = uri_of(obj)
        if uri or "name" not in self.cls.__dataclass_fields__:
            return self.cls(uri=uri) if uri else None
        return self.cls(name={tag_of(obj, source): text_of(obj)}) if text_of(obj) else None

    def write(self, sink: Sink, value: tuple[Any, ...]) -> Pairs:
        for doc in value:
            yield None, sink.node(doc)


def nodes(cls: type[Any]) -> Kind:
    return _Nodes(cls)


def node(cls: type[Any]) -> Kind:
    return Single(_Nodes(cls), empty=None)


def periods(cls: type[Any]) -> Kind:
    def interval(source: Source, obj: Literal) -> Any:
        """An ISO 8601 interval: "2010-01-01/2020-12-31", one end possibly empty or ".."."""
        start, _, end = text_of(obj).partition("/")
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
        text = text_of(obj)
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
