"""RUDI's media: files, series and services."""

from __future__ import annotations

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.formats import with_format
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc, DistributionDoc, ServiceDoc
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.items import Item
from parvis.catalogue.harvest.portals.rudi import terms
from parvis.catalogue.harvest.portals.said import Said

_CRYPT = "+crypt"
_UNITS = ((86_400_000, "P{}D"), (3_600_000, "PT{}H"), (60_000, "PT{}M"), (1_000, "PT{}S"))


def media(
    said: Said, doc: DatasetDoc, item: Item
) -> tuple[tuple[DistributionDoc, ...], tuple[ServiceDoc, ...]]:
    """Forms of the set, and the services that give it."""
    files: list[DistributionDoc] = []
    services: list[ServiceDoc] = []
    withdrawn = said.text("storage_status") == "unavailable"
    for one in said.each("available_formats"):
        address = item.address("connector.url", one.text("connector", "url"))
        if not address:
            item.note("address", "connector.url", one.text("media_name") or one.text("media_id"))
            continue
        service = _service(one, address, doc, item) if _is_service(one) else None
        services += [service] if service else []
        files.append(_distribution(one, address, service, doc, item, withdrawn))
    return tuple(files), tuple(services)


def _contract(said: Said) -> str:
    return said.text("connector", "interface_contract").lower()


def _is_service(said: Said) -> bool:
    return said.text("media_type").upper() == "SERVICE" or _contract(said) in terms.SERVICES


def _service(said: Said, address: str, doc: DatasetDoc, item: Item) -> ServiceDoc:
    contract, identifier = _contract(said), said.text("media_id")
    standard = terms.SERVICES.get(contract, "")
    named = Named(standard, {} if standard else item.here(contract))
    described_at = values.web_address(said.text("api_documentation_url"))
    return ServiceDoc(
        uri=values.iri(f"urn:uuid:{identifier}") if identifier else "",
        identifier=identifier or address,
        title=item.here(said.text("media_name")) or doc.title,
        description=item.here(said.text("media_caption")),
        endpoint_urls=(address,),
        endpoint_descriptions=(described_at,) if described_at else (),
        serves=(doc.uri,) if doc.uri else (),
        publisher=doc.publisher,
        contacts=doc.contacts,
        licence=doc.licence,
        access_rights=doc.access_rights,
        conforms_to=(named,) if named != Named() else (),
    )


def _distribution(
    said: Said,
    address: str,
    service: ServiceDoc | None,
    doc: DatasetDoc,
    item: Item,
    withdrawn: bool,
) -> DistributionDoc:
    kind = said.text("file_type")
    contract = _contract(said) if service else ""
    form, media_type = described.format_words(item, contract, kind.removesuffix(_CRYPT))
    structure = values.web_address(said.text("file_structure"))
    picture = values.web_address(said.text("media_visual"))
    loaded = service is None and _contract(said) in terms.DOWNLOADS
    return with_format(
        DistributionDoc(
            identifier=said.text("media_id"),
            title=item.here(said.text("media_name")),
            description=item.here(said.text("media_caption")),
            access_urls=(address,),
            download_urls=(address,) if loaded else (),
            access_services=(service.uri,) if service and service.uri else (),
            format=form,
            media_type=media_type,
            byte_size=_size(said),
            checksum=described.checksum(
                item, "checksum", said.text("checksum", "algo"), said.text("checksum", "hash")
            ),
            licence=doc.licence,
            rights=Named("", dict(terms.ENCRYPTED)) if kind.endswith(_CRYPT) else None,
            issued=item.when("media_dates.created", said.text("media_dates", "created")),
            modified=item.when("media_dates.updated", said.text("media_dates", "updated")),
            conforms_to=(Named(structure),) if structure else (),
            pages=(picture,) if picture else (),
            status=Named(terms.WITHDRAWN) if withdrawn else None,
            temporal_resolution=_duration(said.whole("period")),
        )
    )


def _size(said: Said) -> int | None:
    found = said.whole("file_size")
    return said.whole("current_size") if found is None else found


def _duration(milliseconds: int | None) -> str:
    """ISO 8601 in the largest whole unit: 900000 → "PT15M"."""
    if not milliseconds:
        return ""
    for size, form in _UNITS:
        if milliseconds % size == 0:
            return form.format(milliseconds // size)
    return f"PT{milliseconds / 1000}S"
