"""What every portal says in its own words, brought to our terms and documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import places, values
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import ChecksumDoc, PeriodDoc, PlaceDoc
from parvis.catalogue.dcat.names import SPDX
from parvis.catalogue.harvest.portals.items import Item
from parvis.catalogue.harvest.portals.said import dumped
from parvis.catalogue.vocabulary import Scheme

# Formats that name a door, not a file.
_SERVICES = frozenset({"rest", "wcs", "wfs", "wms"})
_SHAPES = (
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
)  # fmt: skip
_SERVICE_WORDS = frozenset({"api", "arcgis geoservices rest api", "odata", "sparql", "wmts"})


def named(scheme: Scheme, item: Item, text: str) -> Named | None:
    """The term a text means, else the address or the words themselves; None for no text."""
    known = vocabulary.match(scheme, text)
    if known:
        return Named(known.uri)
    address = values.web_address(text)
    return Named(address, {} if address else item.here(text)) if text else None


def term(scheme: Scheme, item: Item, name: str, text: str) -> Named | None:
    """The term a text means; a text that means none is noted under the source's field `name`."""
    known = vocabulary.match(scheme, text)
    if text and not known:
        item.note("value", name, text)
    return Named(known.uri) if known else None


def licence(item: Item, name: str, texts: Iterable[str], url: str = "") -> Named | None:
    """The licence that an address and names mean together; the address decides, for names often
    leave the version out.

    An unknown one is kept as it is said, name and address. Another known one is noted.
    """
    told = [text for text in (url, *texts) if text]
    known = [(text, one.uri) for text in told if (one := vocabulary.match("licence", text))]
    for text, uri in known[1:]:
        if uri != known[0][1]:
            item.note("several", name, text)
    if known:
        return Named(known[0][1])
    label = next((text for text in told if not values.web_address(text)), "")
    address = next((one for one in map(values.web_address, told) if one), "")
    return Named(address, item.here(label)) if label or address else None


def themes(texts: Iterable[str]) -> tuple[str, ...]:
    """The European themes that a portal's own themes mean, as far as they mean any."""
    known = (vocabulary.match("data-theme", text) for text in texts)
    return tuple(sorted({one.uri for one in known if one}))


def own_themes(item: Item, texts: Iterable[str]) -> tuple[Named, ...]:
    """Themes of the portal's own list, as it says them."""
    return tuple(Named("", item.here(text)) for text in dict.fromkeys(texts))


def words(item: Item, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found = tuple(sorted({text for text in texts if text}))
    return {item.language: found} if found else {}


def languages(item: Item, name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses of languages: codes of two or three letters, with or without a country."""
    found = set()
    for text in texts:
        tag = values.language_tag(text).partition("-")[0]
        known = vocabulary.match("language", tag or text)
        if known:
            found.add(known.uri)
        else:
            item.note("value", name, text)
    return tuple(sorted(found))


def tag_of(text: str, default: str = "fr") -> str:
    """The tag of a language said by code, name or address; "" or unknown gives the default."""
    known = vocabulary.match("language", values.language_tag(text).partition("-")[0] or text)
    return (vocabulary.iso639(known.uri) if known else "") or default


def box(item: Item, name: str, edges: tuple[float | None, ...]) -> tuple[PlaceDoc, ...]:
    """West, south, east, north in degrees; a place of one point when they meet."""
    if all(edge is None for edge in edges):
        return ()
    written = ",".join("" if edge is None else repr(edge) for edge in edges)
    found = places.box(written)
    if found is None:
        item.note("value", name, written)
        return ()
    return (PlaceDoc(box=found),)


def drawing(item: Item, name: str, shape: Any) -> tuple[PlaceDoc, ...]:
    """A place drawn in GeoJSON: a geometry, or a feature that has one."""
    if isinstance(shape, dict) and shape.get("type") == "Feature":
        shape = shape.get("geometry")
    if not shape:
        return ()
    text = dumped(shape)
    drawn = isinstance(shape, dict) and shape.get("type") in _SHAPES
    edges = places.box(text) if drawn else None
    if edges is None:
        item.note("value", name, text)
        return ()
    return (PlaceDoc(box=edges, geometry=text),)


def place(item: Item, name: str, told: Any) -> tuple[PlaceDoc, ...]:
    """A place drawn in GeoJSON or WKT, bounded by four numbers, or only named."""
    if not isinstance(told, str) or not told:
        return drawing(item, name, told)
    edges = places.box(told)
    if edges:
        return (PlaceDoc(box=edges, geometry=told if places.is_geometry(told) else ""),)
    address = values.web_address(told)
    return (PlaceDoc(uri=address, name={} if address else item.here(told)),)


def period(start: str, end: str) -> tuple[PeriodDoc, ...]:
    return (PeriodDoc(start=start, end=end),) if start or end else ()


def checksum(item: Item, name: str, algorithm: str, digits: str) -> ChecksumDoc | None:
    """A digest in hexadecimal; its algorithm is known by its length when it is not said."""
    lengths = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
    bare = "".join(char for char in algorithm.lower() if char.isascii() and char.isalnum())
    bare = bare or lengths.get(len(digits), "")
    hexadecimal = digits.lower()
    whole = len(digits) % 2 == 0 and set(hexadecimal) <= set("0123456789abcdef")
    if not digits:
        return None
    if not bare or not whole:
        item.note("value", name, digits)
        return None
    return ChecksumDoc(algorithm=f"{SPDX}checksumAlgorithm_{bare}", value=hexadecimal)


def format_words(item: Item, *texts: str) -> tuple[Named | None, str]:
    """(format, media type) as the source says them, for `typed` to bring to our terms."""
    media = next((one for one in map(vocabulary.media_type, texts) if one), "")
    known = next((one for one in map(vocabulary.file_format, texts) if one), None)
    if known:
        return Named(known.file_type), media or known.media_type
    label = next((text for text in texts if text and not vocabulary.media_type(text)), "")
    return (Named("", item.here(label)) if label else None), media


def is_service(*texts: str) -> bool:
    """Whether a format names a door to data, not a file: WMS, WFS, API."""
    for text in texts:
        known = vocabulary.file_format(text)
        if (known and known.code in _SERVICES) or vocabulary.fold(text) in _SERVICE_WORDS:
            return True
    return False
