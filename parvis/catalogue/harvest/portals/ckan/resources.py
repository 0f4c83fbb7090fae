"""CKAN resources become distributions; those that are doors to data become services too."""

from __future__ import annotations

import re
from dataclasses import replace

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.formats import with_format
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc, DistributionDoc, ServiceDoc
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.ckan.dates import when
from parvis.catalogue.harvest.portals.ckan.extras import Extras
from parvis.catalogue.harvest.portals.items import Item
from parvis.catalogue.harvest.portals.said import Said

_SIZE = re.compile(r"(\d{1,18})(?:\.0+)?(?: (?:octets?|bytes?))?", re.IGNORECASE)


def distributions(
    said: Said, doc: DatasetDoc, doors: dict[str, ServiceDoc], item: Item
) -> DatasetDoc:
    """The data set with its files, those that have an address."""
    found = [_distribution(one, doors.get(one.text("id")), item) for one in _live(said)]
    files = (replace(one, licence=one.licence or doc.licence) for one in found if one)
    return replace(doc, distributions=tuple(files))


def services(said: Said, doc: DatasetDoc, item: Item) -> dict[str, ServiceDoc]:
    """{identifier of a resource: the service it is}."""
    found = {}
    for one in _live(said):
        door = one.text("resource_type") == "api" or described.is_service(one.text("format"))
        address, identifier = values.iri(one.text("url")), one.text("id")
        if door and address and identifier:
            found[identifier] = ServiceDoc(
                uri=_urn(doc, identifier),
                identifier=identifier,
                title=item.here(one.text("name")) or doc.title,
                description=item.here(one.text("description")),
                endpoint_urls=(address,),
                serves=(doc.uri,) if doc.uri else (),
                publisher=doc.publisher,
                contacts=doc.contacts,
                landing_pages=doc.landing_pages[:1],
                licence=doc.licence,
            )
    return found


def _urn(doc: DatasetDoc, identifier: str) -> str:
    """A name for a service beside that of its data set, which has none when it has no UUID."""
    return values.iri(f"{doc.uri}:{identifier}") if doc.uri.startswith("urn:uuid:") else ""


def _live(said: Said) -> list[Said]:
    return [one for one in said.each("resources") if one.text("state").lower() in {"", "active"}]


def _distribution(said: Said, door: ServiceDoc | None, item: Item) -> DistributionDoc | None:
    beside = Extras.of(Said({"extras": dict(said.values)}))
    access, download = _access(said, door, item)
    if not access:
        item.note("address", "resources.url", said.text("name") or said.text("id"))
        return None
    kind, media = described.format_words(item, said.text("format"), said.text("mimetype"))
    doc = DistributionDoc(
        identifier=said.text("id"),
        title=item.here(said.text("name")),
        description=item.here(said.text("description")),
        access_urls=access,
        download_urls=download,
        access_services=(door.uri,) if door and door.uri else (),
        format=kind,
        media_type=media,
        byte_size=_size(said, item),
        checksum=described.checksum(
            item, "resources.hash", *_hash(said.text("hash"), said.text("hash_algorithm"))
        ),
        licence=described.licence(item, "resources.license", beside.texts("license")),
        rights=_rights(beside, item),
        issued=when(item, "resources.created", said.text("created")),
        modified=when(item, "resources.last_modified", said.text("last_modified")),
        languages=described.languages(item, "resources.language", beside.texts("language")),
        conforms_to=tuple(Named(values.web_address(one)) for one in beside.texts("conforms_to")
                          if values.web_address(one)),
        pages=tuple(sorted(filter(None, map(values.web_address, beside.texts("documentation"))))),
        compress_format=vocabulary.media_type(said.text("compress_format")) or "",
        package_format=vocabulary.media_type(said.text("package_format")) or "",
    )  # fmt: skip
    return with_format(doc)


def _access(
    said: Said, door: ServiceDoc | None, item: Item
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(access addresses, download addresses): a service, a page, a link download nothing."""
    url = item.address("resources.url", said.text("url"))
    access = item.address("resources.access_url", said.text("access_url")) or url
    download = item.address("resources.download_url", said.text("download_url"))
    known = vocabulary.file_format(said.text("format") or said.text("mimetype"))
    linked = door is not None or known is None or known.code == "html"
    if said.text("url_type") == "upload" or not linked:
        download = download or url
    access = access or download
    return (access,) if access else (), (download,) if download else ()


def _size(said: Said, item: Item) -> int | None:
    """A number of bytes; "1.2 Mo" is rounded: a remark, not a size."""
    text = said.text("size")
    told = _SIZE.fullmatch(text)
    if text and not told:
        item.note("value", "resources.size", text)
    return int(told[1]) if told else None


def _hash(digits: str, algorithm: str) -> tuple[str, str]:
    """(algorithm, digits); some portals write "md5:…" in one field."""
    name, colon, rest = digits.partition(":")
    return (name, rest) if colon else (algorithm, digits)


def _rights(beside: Extras, item: Item) -> Named | None:
    text = beside.text("rights")
    address = values.web_address(text)
    return Named(address, {} if address else item.here(text)) if text else None
