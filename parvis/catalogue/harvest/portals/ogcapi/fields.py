"""What becomes of each field of a record of OGC API Records (GeoJSON)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Field of the source: field of ours (`dcat.model`).
READ: Mapping[str, str] = MappingProxyType(
    {
        "id": "identifier",
        "geometry": "spatial",
        "bbox": "spatial",
        "conformsTo": "conforms_to",
        "time.date": "temporal",
        "time.timestamp": "temporal",
        "time.interval": "temporal",
        "time.resolution": "temporal_resolution",
        "properties.type": "services",
        "properties.title": "title",
        "properties.description": "description",
        "properties.keywords": "keywords",
        "properties.language": "title",
        "properties.resourceLanguages": "languages",
        "properties.externalIds.value": "other_identifiers",
        "properties.themes.concepts.id": "original_themes",
        "properties.themes.concepts.title": "original_themes",
        "properties.themes.concepts.url": "original_themes",
        "properties.formats.name": "distributions.format",
        "properties.formats.mediaType": "distributions.media_type",
        "properties.contacts.name": "contacts",
        "properties.contacts.organization": "contacts",
        "properties.contacts.emails.value": "contacts",
        "properties.contacts.phones.value": "contacts",
        "properties.contacts.links.href": "contacts",
        "properties.contacts.roles": "publisher",
        "properties.license": "licence",
        "properties.rights": "rights",
        "properties.created": "record",
        "properties.updated": "record",
        "properties.recordCreated": "record",
        "properties.recordUpdated": "record",
        "links.href": "distributions.access_urls",
        "links.rel": "distributions.download_urls",
        "links.type": "distributions.media_type",
        "links.title": "distributions.title",
        "links.length": "distributions.byte_size",
        "links.protocol": "distributions.format",
        "properties.*": "extras",
    }
)

# Field of the source: why it is left.
LEFT: Mapping[str, str] = MappingProxyType(
    {
        "type": "always Feature",
        "links.hreflang": "said by the languages of the record",
        "linkTemplates": "an address to complete: no one thing to open",
        "properties.languages": "languages of the form, not of the data",
        "properties.externalIds.scheme": "the identifier is kept as it is written",
        "properties.themes.scheme": "said by the address of each concept",
        "properties.themes.concepts.description": "about the theme, not the data",
        "properties.contacts.position": "a person's post",
        "properties.contacts.addresses": "postal addresses have no place in DCAT-AP",
    }
)
