"""One record of OGC API Records, part 1 (core): a data set, or a service."""

from __future__ import annotations

from dataclasses import replace

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.formats import with_format
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import (
    AgentDoc,
    ContactDoc,
    DatasetDoc,
    DistributionDoc,
    PeriodDoc,
    PlaceDoc,
    RecordDoc,
    ServiceDoc,
)
from parvis.catalogue.dcat.places import box_of
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.items import Found, Item
from parvis.catalogue.harvest.portals.ogcapi.fields import LEFT, READ
from parvis.catalogue.harvest.portals.said import Said, flat, text_of

_FILES = {"item", "enclosure", "data", "download", "items", "service", "offlineAccess", "order"}
_PAGES = {"about", "describedby", "information", "related", "via", "alternate", "canonical"}
_PUBLISHERS = {"publisher", "owner", "distributor", "custodian"}
_CORE = "http://www.opengis.net/spec/ogcapi-records"
_HELD = {name.split(".")[1] for name in (*READ, *LEFT) if name.startswith("properties.")}


def record(said: Said) -> Found:
    """What one GeoJSON feature says; a record of type "service" is a service."""
    item = Item(said.text("id"))
    held = said.inside("properties")
    told = held.text("language", "code") or held.text("language")
    item.language = described.tag_of(told) if told else "fr"
    doc = _record(said, held, item)
    links = said.each("links")
    if held.text("type").lower() == "service":
        return Found(item, None, (_service(doc, links, held, item),))
    files = tuple(found for one in links if (found := _file(one, held, doc, item)))
    return Found(item, replace(doc, distributions=files, pages=_pages(links)))


def _record(said: Said, held: Said, item: Item) -> DatasetDoc:
    licence = [held.text("license"), *(_hrefs(said.each("links"), {"license"}))]
    rights = held.text("rights")
    address = values.web_address(said.text("id"))
    return DatasetDoc(
        uri=address,
        identifier=said.text("id"),
        other_identifiers=tuple(sorted({one.text("value") for one in held.each("externalIds")
                                        if one.text("value") not in {"", said.text("id")}})),
        title=item.here(held.text("title")),
        description=item.here(held.text("description")),
        keywords=described.words(item, held.texts("keywords")),
        themes=described.themes(_concepts(held)),
        original_themes=_themes(held, item),
        publisher=_publisher(held, item),
        contacts=_contacts(held, item),
        languages=described.languages(item, "resourceLanguages", _codes(held)),
        licence=described.licence(item, "license", [one for one in licence if one != "other"]),
        rights=(Named(values.web_address(rights)) if values.web_address(rights)
                else Named("", item.here(rights)),) if rights else (),
        conforms_to=tuple(Named(one) for one in sorted(set(said.texts("conformsTo")))
                          if values.web_address(one) == one and not one.startswith(_CORE)),
        spatial=_spatial(said, item),
        temporal=_temporal(said, item),
        temporal_resolution=values.duration(said.text("time", "resolution")),
        record=_entry(held, item),
        extras=_extras(held),
    )  # fmt: skip


def _service(doc: DatasetDoc, links: list[Said], held: Said, item: Item) -> ServiceDoc:
    doors = _hrefs(links, {*_FILES, "service-desc", "service-doc", ""})
    return ServiceDoc(
        uri=doc.uri,
        identifier=doc.identifier,
        other_identifiers=doc.other_identifiers,
        title=doc.title,
        description=doc.description,
        endpoint_urls=tuple(doors[:1]),
        endpoint_descriptions=tuple(_hrefs(links, {"service-desc"})[:1]),
        keywords=doc.keywords,
        themes=doc.themes,
        original_themes=doc.original_themes,
        publisher=doc.publisher,
        contacts=doc.contacts,
        pages=_pages(links),
        licence=doc.licence,
        rights=doc.rights,
        conforms_to=doc.conforms_to,
        languages=doc.languages,
        spatial=doc.spatial,
        record=doc.record,
    )


def _file(link: Said, held: Said, doc: DatasetDoc, item: Item) -> DistributionDoc | None:
    """A link to the data: by its relation, or because what it leads to has a format."""
    rel, media, protocol = link.text("rel"), link.text("type"), link.text("protocol")
    url = values.iri(link.text("href")) if values.web_address(link.text("href")) else ""
    if rel in _FILES and not url:
        item.note("address", "links.href", link.text("title") or link.text("href"))
    words = protocol.replace(":", " ").replace("-", " ").split()
    door = next((one for one in words if described.is_service(one)), "")
    if not url or not (rel in _FILES or door):
        return None
    formats = held.each("formats")
    alone = [formats[0].text(name) for name in ("name", "mediaType")] if len(formats) == 1 else []
    kind, found = described.format_words(item, door, media, *alone)
    downloads = rel in {"enclosure", "download", "data"} and not door
    return with_format(
        DistributionDoc(
            title=item.here(link.text("title")),
            access_urls=(url,),
            download_urls=(url,) if downloads else (),
            format=kind,
            media_type=found,
            byte_size=link.whole("length"),
            licence=doc.licence,
        )
    )


def _hrefs(links: list[Said], rels: set[str]) -> list[str]:
    found = (one.text("href") for one in links if one.text("rel") in rels)
    return [address for address in map(values.web_address, found) if address]


def _pages(links: list[Said]) -> tuple[str, ...]:
    html = [one for one in links if one.text("type") in {"", "text/html"}]
    return tuple(sorted(set(_hrefs(html, _PAGES))))


def _concepts(held: Said) -> list[str]:
    concepts = [one for theme in held.each("themes") for one in theme.each("concepts")]
    return [one.text(name) for one in concepts for name in ("id", "url", "title")]


def _themes(held: Said, item: Item) -> tuple[Named, ...]:
    found: list[Named] = []
    for theme in held.each("themes"):
        for one in theme.each("concepts"):
            address = values.web_address(one.text("url")) or values.web_address(one.text("id"))
            label = one.text("title") or ("" if address else one.text("id"))
            named = Named(address, item.here(label))
            if (address or label) and named not in found:
                found.append(named)
    return tuple(sorted(found, key=lambda one: (one.uri, sorted(one.labels.items()))))


def _codes(held: Said) -> tuple[str, ...]:
    told = (*held.texts("resourceLanguages"),
            *(one.text("code") for one in held.each("resourceLanguages")))  # fmt: skip
    return tuple(one for one in told if one)


def _roles(contact: Said) -> set[str]:
    named = (one.text("name") for one in contact.each("roles"))
    return {one.lower() for one in (*contact.texts("roles"), *named) if one}


def _publisher(held: Said, item: Item) -> AgentDoc | None:
    """Who publishes, else who owns; nobody when no role says so."""
    for one in held.each("contacts"):
        name = one.text("organization") or one.text("name")
        if name and _roles(one) & _PUBLISHERS:
            return AgentDoc(name=item.here(name), homepage=next(iter(_sites(one)), ""))
    return None


def _contacts(held: Said, item: Item) -> tuple[ContactDoc, ...]:
    found = []
    for one in held.each("contacts"):
        mails = [mail.text("value") for mail in one.each("emails")]
        doc = ContactDoc(
            name=item.here(one.text("name") or one.text("organization")),
            organisation=item.here(one.text("organization")) if one.text("name") else {},
            email=next((mail for mail in mails if "@" in mail and " " not in mail), ""),
            phone=next((phone.text("value") for phone in one.each("phones")), ""),
            url=next(iter(_sites(one)), ""),
        )
        if doc != ContactDoc() and doc not in found:
            found.append(doc)
    return tuple(found)


def _sites(contact: Said) -> list[str]:
    found = (values.web_address(one.text("href")) for one in contact.each("links"))
    return [one for one in found if one]


def _spatial(said: Said, item: Item) -> tuple[PlaceDoc, ...]:
    """The drawing, else the box: four numbers, or six with heights."""
    told = said.raw("geometry")
    drawn = described.drawing(item, "geometry", told) if told else ()
    corners = said.raw("bbox")
    if drawn or not isinstance(corners, list):
        return drawn
    numbers = [Said({"n": one}).number("n") for one in corners]
    sides = [one for one in numbers if one is not None]
    flat_box = [*sides[:2], *sides[3:5]] if len(numbers) == len(sides) == 6 else sides
    found = box_of(*flat_box) if len(flat_box) == 4 else None
    if found is None:
        item.note("value", "bbox", flat(corners))
    return (PlaceDoc(box=found),) if found else ()


def _temporal(said: Said, item: Item) -> tuple[PeriodDoc, ...]:
    """A day, an instant, or an interval whose open end is written ".."."""
    day = said.text("time", "date") or said.text("time", "timestamp")
    ends = said.raw("time", "interval")
    told = [*map(text_of, ends), "", ""] if isinstance(ends, list) else [day, day]
    start, end = (item.when("time", "" if one == ".." else one) for one in told[:2])
    return described.period(start, end)


def _entry(held: Said, item: Item) -> RecordDoc | None:
    """`created` and `updated` are those of the record; drafts of the standard named them so."""
    created = held.text("created") or held.text("recordCreated")
    updated = held.text("updated") or held.text("recordUpdated")
    doc = RecordDoc(
        issued=item.when("created", created), modified=item.when("updated", updated or created)
    )
    return doc if doc.modified else None


def _extras(held: Said) -> dict[str, str]:
    """What a server adds of its own, by its own names."""
    found = {values.clean(one): flat(held.raw(one)) for one in held.values if one not in _HELD}
    return {name: text for name, text in sorted(found.items()) if name and text}
