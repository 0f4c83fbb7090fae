"""The capabilities of a WMS or a WFS as plain values, whichever version wrote them.

Versions differ by namespace and by a few names: elements are known by their local name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.places import Box, box_of
from parvis.catalogue.harvest.geo.ows.errors import OwsError
from parvis.catalogue.harvest.geo.xml import HREF, local, tree

MOST_BYTES = 50_000_000
MOST_LAYERS = 20_000
_ROOTS = {"WMS_Capabilities": "wms", "WMT_MS_Capabilities": "wms", "WFS_Capabilities": "wfs"}
_SIDES = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
_CORNERS = ("minx", "miny", "maxx", "maxy")
_BOXES = {"EX_GeographicBoundingBox", "LatLonBoundingBox", "LatLongBoundingBox", "WGS84BoundingBox"}


@dataclass(frozen=True)
class Layer:
    """One layer or feature type; `times` as the server writes them, `box` in degrees."""

    name: str
    title: str = ""
    abstract: str = ""
    words: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    box: Box | None = None
    times: str = ""
    system: str = ""
    metadata: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    attribution: str = ""
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Party:
    """Who answers for a service."""

    organisation: str = ""
    person: str = ""
    email: str = ""
    phone: str = ""
    site: str = ""


@dataclass(frozen=True)
class Capabilities:
    """A service that describes itself. `kind` is "wms" or "wfs"; `language` a code or ""."""

    kind: str
    version: str = ""
    title: str = ""
    abstract: str = ""
    words: tuple[str, ...] = ()
    party: Party = field(default_factory=Party)
    terms: tuple[str, ...] = ()
    language: str = ""
    formats: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()


def read(content: bytes) -> Capabilities:
    """Raises OwsError or DcatError, in one sentence."""
    if len(content) > MOST_BYTES:
        raise OwsError("large", limit=MOST_BYTES)
    root = tree(content, doctype=True)
    name = local(root)
    if name.endswith(("ExceptionReport", "ServiceExceptionReport")):
        raise OwsError("exception", detail=" ".join("".join(root.itertext()).split())[:200])
    if name not in _ROOTS:
        raise OwsError("answer", found=name[:80])
    kind = _ROOTS[name]
    about = _first(root, "Service", "ServiceIdentification")
    return Capabilities(
        kind=kind,
        version=root.get("version", "")[:20],
        title=_text(about, "Title"),
        abstract=_text(about, "Abstract"),
        words=_words(about),
        party=_party(root),
        terms=tuple(filter(None, (_text(about, name) for name in ("Fees", "AccessConstraints")))),
        language=_language(root),
        formats=_offered(root),
        layers=_layers(root, kind),
    )


def _layers(root: Element, kind: str) -> tuple[Layer, ...]:
    found: dict[str, Layer] = {}
    for one in _drawn(root) if kind == "wms" else _typed(root):
        if one.name and one.name not in found:
            found[one.name] = one
        if len(found) > MOST_LAYERS:
            raise OwsError("layers", limit=MOST_LAYERS)
    return tuple(found.values())


def _drawn(root: Element) -> Iterator[Layer]:
    """Layers that hold no other, with what they inherit; a group repeats what is inside it."""
    top = _first(root, "Capability")
    stack = [(one, Layer("")) for one in reversed(_children(top, "Layer"))]
    while stack:
        element, above = stack.pop()
        inside = _children(element, "Layer")
        layer = _layer(element, above)
        stack += [(one, layer) for one in reversed(inside)]
        if not inside:
            yield layer


def _typed(root: Element) -> Iterator[Layer]:
    for one in _children(_first(root, "FeatureTypeList"), "FeatureType"):
        yield _layer(one, Layer(""))


def _layer(element: Element, above: Layer) -> Layer:
    """WMS layers inherit boxes, times and attribution from the groups that hold them."""
    return Layer(
        name=_text(element, "Name"),
        title=_text(element, "Title"),
        abstract=_text(element, "Abstract"),
        words=_words(element),
        identifiers=tuple(filter(None, map(_own, _children(element, "Identifier")))),
        box=next(filter(None, map(_box, element)), above.box),
        times=_times(element) or above.times,
        system=_text(element, "DefaultCRS", "DefaultSRS"),
        metadata=_links(element, "MetadataURL"),
        data=_links(element, "DataURL"),
        attribution=_text(_first(element, "Attribution"), "Title") or above.attribution,
        formats=tuple(map(_own, _children(_first(element, "OutputFormats"), "Format"))),
    )


def _box(element: Element) -> Box | None:
    if local(element) not in _BOXES:
        return None
    corners = [
        one for name in ("LowerCorner", "UpperCorner") for one in _text(element, name).split()
    ]
    told = corners or [element.get(name, "") for name in _CORNERS]
    told = told if any(told) else [_text(element, name) for name in _SIDES]
    numbers = [float(one) for one in map(values.number, told) if one is not None]
    return box_of(*numbers) if len(numbers) == len(told) == 4 else None


def _times(element: Element) -> str:
    """WMS 1.3.0 gives the moments in Dimension, 1.1.1 in Extent."""
    found = [*_children(element, "Dimension"), *_children(element, "Extent")]
    return next((_own(one) for one in found if one.get("name") == "time" and _own(one)), "")


def _links(element: Element, name: str) -> tuple[str, ...]:
    """Addresses given as an OnlineResource, as an attribute, or as the text itself."""
    found = []
    for one in _children(element, name):
        inside = _first(one, "OnlineResource")
        found.append(inside.get(HREF, "") or one.get(HREF, "") or _own(one))
    return tuple(dict.fromkeys(filter(None, map(values.web_address, found))))


def _words(element: Element) -> tuple[str, ...]:
    """A Keyword an element, or (WFS 1.0.0) all of them in one text."""
    found: list[str] = []
    for name in ("KeywordList", "Keywords"):
        for one in _children(element, name):
            found += [_own(word) for word in _children(one, "Keyword")] or _own(one).split(",")
    return tuple(dict.fromkeys(word.strip() for word in found if word.strip()))


def _party(root: Element) -> Party:
    about = _first(root, "ServiceProvider")
    if about.tag != "none":
        contact = _first(about, "ServiceContact")
        info = _first(contact, "ContactInfo")
        return Party(
            organisation=_text(about, "ProviderName"),
            person=_text(contact, "IndividualName"),
            email=_text(_first(info, "Address"), "ElectronicMailAddress"),
            phone=_text(_first(info, "Phone"), "Voice"),
            site=values.web_address(_first(about, "ProviderSite").get(HREF, "")),
        )
    service = _first(root, "Service")
    told = _first(service, "ContactInformation")
    person = _first(told, "ContactPersonPrimary")
    return Party(
        organisation=_text(person, "ContactOrganization"),
        person=_text(person, "ContactPerson"),
        email=_text(told, "ContactElectronicMailAddress"),
        phone=_text(told, "ContactVoiceTelephone"),
        site=values.web_address(_first(service, "OnlineResource").get(HREF, "")),
    )


def _language(root: Element) -> str:
    """INSPIRE's extension says in which language the server answers."""
    told = next((one for one in root.iter() if local(one) == "ResponseLanguage"), None)
    return "" if told is None else (_text(told, "Language") or _own(told))


def _offered(root: Element) -> tuple[str, ...]:
    """Formats that GetFeature can answer in."""
    for one in root.iter():
        if local(one) == "Operation" and one.get("name") == "GetFeature":
            told = [p for p in _children(one, "Parameter") if p.get("name") == "outputFormat"]
            return tuple(_own(v) for p in told for v in p.iter() if local(v) == "Value" and _own(v))
    return ()


def _children(element: Element, name: str) -> list[Element]:
    return [one for one in element if local(one) == name]


def _first(element: Element, *names: str) -> Element:
    """The first child of one of these names, else an element that says nothing."""
    return next((one for one in element if local(one) in names), Element("none"))


def _text(element: Element, *names: str) -> str:
    return _own(_first(element, *names))


def _own(element: Element) -> str:
    return values.clean(" ".join((element.text or "").split()))


def merged(one: Layer, other: Layer) -> Layer:
    """What two services say of the same layer: the first, completed by the second."""
    told = {name: getattr(one, name) or getattr(other, name) for name in one.__dataclass_fields__}
    return replace(one, **told)
