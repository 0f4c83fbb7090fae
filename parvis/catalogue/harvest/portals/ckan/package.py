"""A CKAN package becomes a data set, and services when some of its resources are APIs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import AgentDoc, ContactDoc, DatasetDoc, PlaceDoc
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.ckan.dates import when
from parvis.catalogue.harvest.portals.ckan.extras import Extras
from parvis.catalogue.harvest.portals.ckan.fields import LEFT, READ
from parvis.catalogue.harvest.portals.ckan.resources import distributions, services
from parvis.catalogue.harvest.portals.items import Found, Item
from parvis.catalogue.harvest.portals.said import Said

_PLACED = frozenset(
    name.removeprefix("extras.") for name in (*READ, *LEFT) if name.startswith("extras.")
)
_HVD = "http://data.europa.eu/bna/"
_NO_LICENCE = {"notspecified", "other-nc", "other-closed", "other-open", "other-at", "other-pd"}


def package(said: Said, root: str, dkan: bool = False) -> Found:
    """What `package_show` says of a set. DKAN: `private` means nothing, groups are publishers."""
    extras = Extras.of(said)
    item = Item(said.text("id") or said.text("name"))
    item.language = described.tag_of(extras.text("language", "metadata-language"))
    if hidden := _hidden(said, dkan):
        item.note("unlisted", value=hidden)
        return Found(item)
    doc = _dataset(said, extras, root, item, dkan)
    doors = services(said, doc, item)
    return Found(item, distributions(said, doc, doors, item), tuple(doors.values()))


def _hidden(said: Said, dkan: bool) -> str:
    """What the portal says of a package that it does not show to everyone; "" when it does."""
    state = said.text("state")
    if state and state.lower() != "active":
        return state
    return "private" if said.flag("private") and not dkan else ""


def _dataset(said: Said, extras: Extras, root: str, item: Item, dkan: bool) -> DatasetDoc:
    groups = _names(said, "groups")
    themes = (*extras.texts("theme", "themes"), *(() if dkan else groups))
    doc = DatasetDoc(
        uri=values.web_address(extras.text("uri")) or _urn(said.text("id")),
        identifier=said.text("id"),
        other_identifiers=_others(said, extras),
        title=_words(said, "title", "title", item) or item.here(said.text("name")),
        description=_words(said, "notes", "notes", item),
        keywords=described.words(item, _names(said, "tags")),
        themes=described.themes(themes),
        original_themes=described.own_themes(item, _own(themes)),
        publisher=_publisher(said, extras, root, item, dkan),
        creators=_creators(said, item),
        contacts=_contacts(said, extras, item),
        landing_pages=_pages(said, root, item),
        licence=_licence(said, item),
        version=said.text("version"),
        version_notes=item.here(extras.text("version_notes")),
        pages=tuple(sorted(_addresses(extras, "documentation"))),
        extras=extras.others(_PLACED),
    )
    return _about(_dated(doc, said, extras, item), extras, item)


def _dated(doc: DatasetDoc, said: Said, extras: Extras, item: Item) -> DatasetDoc:
    """What people wrote of dates comes before what the portal noted of its own form."""
    issued, modified = extras.text("issued"), extras.text("modified")
    start, end = (
        item.when("temporal", extras.text(f"temporal_{side}", f"temporal-extent-{other}"))
        for side, other in (("start", "begin"), ("end", "end"))
    )
    frequency = extras.text("frequency", "frequency-of-update", "accrual_periodicity")
    return replace(
        doc,
        issued=item.when("issued", issued)
        or when(item, "metadata_created", said.text("metadata_created")),
        modified=item.when("modified", modified)
        or when(item, "metadata_modified", said.text("metadata_modified")),
        created=item.when("created", extras.text("created")),
        frequency=described.term("frequency", item, "frequency", frequency),
        temporal=described.period(start, end),
        temporal_resolution=values.duration(extras.text("temporal_resolution")),
    )


def _about(doc: DatasetDoc, extras: Extras, item: Item) -> DatasetDoc:
    languages = extras.texts("language") or extras.texts("metadata-language")
    return replace(
        doc,
        languages=described.languages(item, "language", languages),
        spatial=_spatial(extras, item),
        spatial_resolution=values.number(extras.text("spatial_resolution_in_meters")),
        access_rights=described.named("access-right", item, extras.text("access_rights")),
        rights=_statements(extras, "rights", item),
        provenance=_statements(extras, "provenance", item),
        conforms_to=_statements(extras, "conforms_to", item),
        types=_statements(extras, "dcat_type", item),
        sources=_addresses(extras, "source"),
        is_version_of=_addresses(extras, "is_version_of"),
        has_version=_addresses(extras, "has_version"),
        is_referenced_by=_addresses(extras, "is_referenced_by"),
        applicable_legislation=_addresses(extras, "applicable_legislation"),
        hvd_categories=tuple(
            one for one in _addresses(extras, "hvd_category") if one.startswith(_HVD)
        ),
    )


def _urn(identifier: str) -> str:
    """A name of the set that does not change with its page; "" when its identifier is no UUID."""
    try:
        return f"urn:uuid:{UUID(identifier)}"
    except ValueError:
        return ""


def _names(said: Said, field: str) -> tuple[str, ...]:
    """What tags and groups are called by people."""
    found = (
        one.text("title") or one.text("display_name") or one.text("name")
        for one in said.each(field)
    )
    return tuple(dict.fromkeys(name for name in found if name))


def _own(themes: tuple[str, ...]) -> tuple[str, ...]:
    """Themes that are not European terms by their very address."""
    return tuple(text for text in themes if not vocabulary.term("data-theme", text))


def _others(said: Said, extras: Extras) -> tuple[str, ...]:
    found = set(extras.texts("guid", "identifier", "alternate_identifier"))
    return tuple(sorted(found - {said.text("id")}))


def _words(said: Said, plain: str, name: str, item: Item) -> dict[str, str]:
    """A text in the item's language, with its translations (ckanext-fluent)."""
    found = item.here(said.text(plain))
    for tag, value in said.inside(f"{name}_translated").values.items():
        text, language = Said({"": value}).text(""), values.language_tag(tag)
        if text and language:
            found[language] = text
    return dict(sorted(found.items()))


def _publisher(said: Said, extras: Extras, root: str, item: Item, dkan: bool) -> AgentDoc | None:
    """The publisher its harvester noted, else the organisation of the portal."""
    named = extras.text("publisher_name")
    organisation = said.inside("organization")
    identifier = organisation.text("id")
    own = f"{root}/organization/{identifier}" if identifier and not named else ""
    if dkan and not organisation.values:
        organisation = next(iter(said.each("groups")), organisation)
        identifier = organisation.text("id")
    name = named or organisation.text("title") or organisation.text("name")
    if not name:
        return None
    return AgentDoc(
        uri=values.web_address(extras.text("publisher_uri")) or values.iri(own),
        name=item.here(name),
        email=_email(extras.text("publisher_email")),
        homepage=values.web_address(extras.text("publisher_url")),
        identifier="" if named else identifier,
    )


def _creators(said: Said, item: Item) -> tuple[AgentDoc, ...]:
    name = said.text("author")
    return (
        (AgentDoc(name=item.here(name), email=_email(said.text("author_email"))),) if name else ()
    )


def _contacts(said: Said, extras: Extras, item: Item) -> tuple[ContactDoc, ...]:
    """The contact that was noted, then who keeps the set, then its author's address."""
    told = [
        (extras.text("contact_name"), extras.text("contact_email", "contact-email")),
        (said.text("maintainer"), said.text("maintainer_email")),
        ("", said.text("author_email")),
    ]
    found: dict[str, ContactDoc] = {}
    for name, address in told:
        email = _email(address)
        if name or email:
            found.setdefault(email or name, ContactDoc(name=item.here(name), email=email))
    link = values.web_address(extras.text("contact_uri"))
    docs = tuple(found.values())
    return (replace(docs[0], url=link), *docs[1:]) if link and docs else docs


def _email(text: str) -> str:
    bare = text.removeprefix("mailto:").strip()
    return bare if "@" in bare and len(bare.split()) == 1 else ""


def _pages(said: Said, root: str, item: Item) -> tuple[str, ...]:
    """Its page in the portal first; `url` is the page of the data elsewhere, or this one."""
    name, url = said.text("name"), said.text("url")
    own = values.iri(f"{root}/dataset/{name}") if name else ""
    beside = item.address("url", url) if url else ""
    return tuple(dict.fromkeys(page for page in (own, beside) if page))


def _licence(said: Said, item: Item) -> Named | None:
    code = said.text("license_id")
    code = "" if code in _NO_LICENCE else code
    title, url = said.text("license_title"), said.text("license_url")
    if said.text("license_id") == "notspecified":
        return None
    return described.licence(item, "license_title", (code, title), url)


def _spatial(extras: Extras, item: Item) -> tuple[PlaceDoc, ...]:
    """The drawing, else the box in four extras; the name and address of the place with it."""
    found = described.place(item, "spatial", extras.values.get("spatial"))
    names = ("bbox-west-long", "bbox-south-lat", "bbox-east-long", "bbox-north-lat")
    found = found or described.box(item, "bbox", tuple(map(extras.number, names)))
    uri = values.web_address(extras.text("spatial_uri"))
    name = item.here(extras.text("spatial_text"))
    if not uri and not name:
        return found
    return (replace(found[0] if found else PlaceDoc(), uri=uri, name=name),)


def _statements(extras: Extras, name: str, item: Item) -> tuple[Named, ...]:
    """Things that are told by an address or by words."""
    found: list[Named] = []
    for text in extras.texts(name):
        address = values.web_address(text)
        found.append(Named(address, {} if address else item.here(text)))
    return tuple(found)


def _addresses(extras: Extras, name: str) -> tuple[str, ...]:
    found: Any = map(values.web_address, extras.texts(name))
    return tuple(sorted({address for address in found if address}))
