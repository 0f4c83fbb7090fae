"""RUDI's metadata of one data set."""

from __future__ import annotations

from dataclasses import replace

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import (
    AgentDoc,
    ContactDoc,
    DatasetDoc,
    PlaceDoc,
    RecordDoc,
)
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.items import Found, Item
from parvis.catalogue.harvest.portals.rudi import terms
from parvis.catalogue.harvest.portals.rudi.access import access
from parvis.catalogue.harvest.portals.rudi.fields import LEFT, READ
from parvis.catalogue.harvest.portals.rudi.media import media
from parvis.catalogue.harvest.portals.rudi.texts import dictionary
from parvis.catalogue.harvest.portals.said import Said, flat

_SIDES = ("west_longitude", "south_latitude", "east_longitude", "north_latitude")
_HELD = {name.partition(".")[0] for name in (*READ, *LEFT)}


def resource(said: Said) -> Found:
    """What `GET /resources/{id}` says of a set, and the services among its media."""
    item = Item(said.text("global_id"))
    languages = said.texts("resource_languages")
    item.language = described.tag_of(languages[0]) if len(languages) == 1 else "fr"
    if deleted := said.text("dataset_dates", "deleted"):
        item.note("unlisted", value=deleted)
        return Found(item)
    doc = DatasetDoc(
        uri=values.iri(f"urn:uuid:{said.text('global_id')}") if said.text("global_id") else "",
        identifier=said.text("global_id"),
        other_identifiers=_others(said),
        title=item.here(said.text("resource_title")),
        description=_description(said, item),
        keywords=described.words(item, said.texts("keywords")),
        publisher=_producer(said, item),
        contacts=_contacts(said, item),
        languages=described.languages(item, "resource_languages", languages),
        row_count=said.whole("dataset_size", "numbers_of_records"),
        extras=_extras(said),
    )
    doc = access(_dated(_themed(doc, said, item), said, item), said, item)
    doc = replace(doc, spatial=_spatial(said, item), record=_record(said, item))
    files, services = media(said, doc, item)
    return Found(item, replace(doc, distributions=files), services)


def _others(said: Said) -> tuple[str, ...]:
    doi = said.text("doi")
    found = {said.text("local_id"), f"doi:{doi.removeprefix('doi:')}" if doi else ""}
    return tuple(sorted(found - {"", said.text("global_id")}))


def _description(said: Said, item: Item) -> dict[str, str]:
    """The summary; before it the synopsis, when it says something else."""
    short, long = dictionary(said, item, "synopsis"), dictionary(said, item, "summary")
    found = dict(long)
    for tag, text in short.items():
        told = long.get(tag, "")
        start = text.rstrip(" .…")
        if not told.startswith(start):
            found[tag] = f"{text}\n\n{told}" if told else text
    return dict(sorted(found.items()))


def _themed(doc: DatasetDoc, said: Said, item: Item) -> DatasetDoc:
    """The code of one of the 14 themes, or its label: both kept, with the European theme."""
    text = said.text("theme")
    known = terms.theme(text)
    if known is None:
        own = described.own_themes(item, (text,) if text else ())
        return replace(doc, themes=described.themes((text,)), original_themes=own)
    uri = vocabulary.match("data-theme", known.european)
    labels = {"fr": known.french, "en": known.english}
    return replace(
        doc,
        themes=(uri.uri,) if uri else (),
        original_themes=(Named("", dict(sorted(labels.items()))),),
    )


def _producer(said: Said, item: Item) -> AgentDoc | None:
    name = said.text("producer", "organization_name")
    if not name or vocabulary.fold(name) in terms.NOBODY:
        return None
    return AgentDoc(name=item.here(name), identifier=said.text("producer", "organization_id"))


def _contacts(said: Said, item: Item) -> tuple[ContactDoc, ...]:
    found = []
    for one in said.each("contacts"):
        if vocabulary.fold(one.text("contact_name")) in terms.NOBODY:
            continue
        email = one.text("email")
        doc = ContactDoc(
            name=item.here(one.text("contact_name")),
            organisation=item.here(one.text("organization_name")),
            email=email if "@" in email else "",
        )
        if doc != ContactDoc() and doc not in found:
            found.append(doc)
    return tuple(found)


def _dated(doc: DatasetDoc, said: Said, item: Item) -> DatasetDoc:
    dates = said.inside("dataset_dates")
    spread = [
        item.when(f"temporal_spread.{side}", said.text("temporal_spread", side))
        for side in ("start_date", "end_date")
    ]
    return replace(
        doc,
        created=item.when("dataset_dates.created", dates.text("created")),
        modified=item.when("dataset_dates.updated", dates.text("updated")),
        issued=item.when("dataset_dates.published", dates.text("published")),
        temporal=described.period(spread[0], spread[1]),
        sources=_source(said),
    )


def _source(said: Said) -> tuple[str, ...]:
    found = values.web_address(said.text("metadata_info", "metadata_source"))
    return (found,) if found else ()


def _record(said: Said, item: Item) -> RecordDoc | None:
    dates = said.inside("metadata_info", "metadata_dates")
    doc = RecordDoc(
        issued=item.when("metadata_dates.created", dates.text("created")),
        modified=item.when("metadata_dates.updated", dates.text("updated")),
    )
    return doc if doc != RecordDoc() else None


def _spatial(said: Said, item: Item) -> tuple[PlaceDoc, ...]:
    """The drawing with the box the source gives, not the middle of that box."""
    geography = said.inside("geography")
    sides = tuple(geography.number("bounding_box", side) for side in _SIDES)
    boxed = described.box(item, "bounding_box", sides)
    drawn = described.drawing(
        item, "geographic_distribution", geography.raw("geographic_distribution")
    )
    if drawn and boxed:
        return (replace(drawn[0], box=boxed[0].box),)
    return drawn or boxed


def _extras(said: Said) -> dict[str, str]:
    """What later versions of RUDI add, the projection of the data, a storage that is not online."""
    found = {values.clean(one): flat(said.raw(one)) for one in said.values if one not in _HELD}
    found["geography.projection"] = said.text("geography", "projection")
    storage = said.text("storage_status")
    found["storage_status"] = "" if storage == "online" else storage
    return {name: text for name, text in sorted(found.items()) if name and text}
