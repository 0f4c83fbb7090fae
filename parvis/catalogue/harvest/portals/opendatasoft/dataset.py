"""What Opendatasoft says of a data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import (
    AgentDoc,
    ColumnDoc,
    ContactDoc,
    DatasetDoc,
    PeriodDoc,
    PlaceDoc,
)
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.items import Found, Item
from parvis.catalogue.harvest.portals.opendatasoft.fields import LEFT, READ
from parvis.catalogue.harvest.portals.opendatasoft.files import distributions
from parvis.catalogue.harvest.portals.said import Said, flat

RESTRICTED = "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"
_SIDES = (
    "westbound_longitude", "southbound_latitude", "eastbound_longitude", "northbound_latitude",
)  # fmt: skip


def dataset(said: Said, root: str) -> Found:
    default, dcat, inspire = (said.inside("metas", one) for one in ("default", "dcat", "inspire"))
    item = Item(said.text("dataset_id"), described.tag_of(default.text("language")))
    page = values.iri(f"{root}/explore/dataset/{quote(said.text('dataset_id'), safe='@')}/")
    themes = (*default.texts("theme"), *inspire.texts("theme"))
    told = described.licence(
        item, "license", (default.text("license"),), default.text("license_url")
    )
    doc = DatasetDoc(
        uri=page,
        identifier=said.text("dataset_id"),
        other_identifiers=_others(said, inspire),
        title=item.here(default.text("title")),
        description=item.here(default.text("description")),
        keywords=described.words(item, default.texts("keyword")),
        themes=described.themes(themes),
        original_themes=described.own_themes(item, themes),
        publisher=_agent(item, default.text("publisher")),
        creators=tuple(filter(None, (_agent(item, one) for one in dcat.texts("creator")))),
        contributors=tuple(filter(None, (_agent(item, one) for one in dcat.texts("contributor")))),
        contacts=_contacts(dcat, inspire, item),
        landing_pages=(page,) if page else (),
        languages=described.languages(item, "language", default.texts("language")),
        licence=told,
        columns=tuple(_columns(said)),
        row_count=default.whole("records_count"),
        extras=_extras(said.inside("metas")),
    )
    doc = _attributed(_dated(doc, default, dcat, item), default, item)
    doc = replace(doc, spatial=_spatial(default, dcat, inspire, item))
    doc = replace(doc, distributions=distributions(said, root, item, told, doc.modified))
    return Found(item, _restricted(doc) if said.flag("data_visible") is False else doc)


def _others(said: Said, inspire: Said) -> tuple[str, ...]:
    """`dataset_uid` stays when people rename the set, which changes `dataset_id`."""
    found = {said.text("dataset_uid"), inspire.text("file_identifier")}
    return tuple(sorted(found - {"", said.text("dataset_id")}))


def _dated(doc: DatasetDoc, default: Said, dcat: Said, item: Item) -> DatasetDoc:
    frequency = dcat.text("accrualperiodicity") or default.text("update_frequency")
    return replace(
        doc,
        created=item.when("created", dcat.text("created")),
        issued=item.when("issued", dcat.text("issued")),
        modified=item.when("modified", default.text("modified")),
        frequency=described.term("frequency", item, "accrualperiodicity", frequency),
        temporal=_temporal(dcat, item),
        conforms_to=tuple(
            Named(values.web_address(one), {} if values.web_address(one) else item.here(one))
            for one in dcat.texts("conforms_to")
        ),
    )


def _attributed(doc: DatasetDoc, default: Said, item: Item) -> DatasetDoc:
    """Attributions to copy word for word; where the set comes from; what documents it."""
    attributions = default.texts("attributions")
    links, told = [], []
    for reference in default.texts("references"):
        words = reference.replace(";", " ").split()
        found = [address for address in map(values.web_address, words) if address]
        links += found
        told += [] if len(found) == len(words) else [reference]
    return replace(
        doc,
        attribution=item.here(", ".join(attributions)),
        rights=tuple(Named("", item.here(text)) for text in attributions),
        pages=tuple(sorted(set(links))),
        sources=_source(default),
        provenance=(
            *_origin(default, item),
            *(Named("", item.here(text)) for text in told),
        ),
    )


def _domain(default: Said) -> str:
    host = default.text("source_domain_address")
    return values.web_address(host if "://" in host else f"https://{host}") if host else ""


def _source(default: Said) -> tuple[str, ...]:
    """The set this one repeats, in the portal it comes from."""
    domain, name = _domain(default).rstrip("/"), default.text("source_dataset")
    found = values.iri(f"{domain}/explore/dataset/{quote(name, safe='@')}/")
    return (found,) if domain and name and found else ()


def _origin(default: Said, item: Item) -> tuple[Named, ...]:
    domain, title = _domain(default), default.text("source_domain_title")
    return (Named(domain, item.here(title)),) if domain or title else ()


def _restricted(doc: DatasetDoc) -> DatasetDoc:
    """Described to everyone, its rows to some only."""
    return replace(doc, access_rights=Named(RESTRICTED))


def _agent(item: Item, name: str) -> AgentDoc | None:
    return AgentDoc(name=item.here(name)) if name else None


def _contacts(dcat: Said, inspire: Said, item: Item) -> tuple[ContactDoc, ...]:
    told = [
        (dcat.text("contact_name"), dcat.text("contact_email")),
        (inspire.text("contact_individual_name"), inspire.text("contact_email")),
    ]
    found = [
        ContactDoc(name=item.here(name), email=email if "@" in email else "")
        for name, email in told
        if name or "@" in email
    ]
    return tuple(one for position, one in enumerate(found) if one not in found[:position])


def _temporal(dcat: Said, item: Item) -> tuple[PeriodDoc, ...]:
    """Two dates, or both in one text: "2010-01-01/2020-12-31"."""
    start, end = dcat.text("temporal_coverage_start"), dcat.text("temporal_coverage_end")
    if not start and not end:
        start, _, end = dcat.text("temporal").partition("/")
    return described.period(
        item.when("temporal", start.strip()), item.when("temporal", end.strip())
    )


def _spatial(default: Said, dcat: Said, inspire: Said, item: Item) -> tuple[PlaceDoc, ...]:
    """Territories by name; the drawn area, else what surrounds the rows; INSPIRE's box."""
    names = dict.fromkeys((*default.texts("territory"), *dcat.texts("spatial")))
    found = [PlaceDoc(name=item.here(name)) for name in names]
    drawn = described.drawing(item, "geographic_area", default.raw("geographic_area"))
    drawn = drawn or described.drawing(item, "bbox", default.raw("bbox"))
    sides = tuple(inspire.number(f"extend_bounding_box_{side}") for side in _SIDES)
    return (*found, *drawn, *described.box(item, "extend_bounding_box", sides))


def _columns(said: Said) -> Iterator[ColumnDoc]:
    """The data dictionary, in the order of the table."""
    for one in said.each("fields"):
        if name := one.text("name"):
            yield ColumnDoc(
                name=name,
                label=one.text("label"),
                type=one.text("type"),
                description=one.text("description"),
                unit=", ".join(one.texts("annotations", "unit")),
            )


_HELD = {one.removeprefix("metas.") for one in (*READ, *LEFT) if one.startswith("metas.")}


def _extras(metas: Said) -> dict[str, str]:
    """What has no place of its own: "custom.service" and the like, by the portal's names."""
    found = {}
    for group in metas.values:
        if group in _HELD:
            continue
        for name, value in metas.inside(group).values.items():
            key, text = values.clean(f"{group}.{name}"), flat(value)
            if key not in _HELD and text:
                found[key] = text
    return dict(sorted(found.items()))
