"""The format of a distribution: what its type, its media type and its name agree on."""

from __future__ import annotations

from dataclasses import replace

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DistributionDoc


def with_format(doc: DistributionDoc) -> DistributionDoc:
    """The file type and media type that agree with each other and with the file's name."""
    said_by: list[str] = []
    if doc.format:
        said_by = [doc.format.uri, *doc.format.labels.values()]
    by_format = next((one for one in map(vocabulary.file_format, said_by) if one), None)
    by_media = vocabulary.file_format(doc.media_type) if doc.media_type else None
    declared = by_media if by_format is None or by_format.code == "octet" else by_format
    names_of = [*doc.title.values(), *doc.download_urls, *doc.access_urls]
    if declared is None and (doc.format or doc.media_type):
        return doc
    found = vocabulary.refined(declared or by_format, names_of)
    if found is None:
        return doc
    agreed = Named(found.file_type)
    if (doc.format, doc.media_type) == (agreed, found.media_type):
        return doc
    return replace(doc, format=agreed, media_type=found.media_type)


def format_of(doc: DistributionDoc) -> vocabulary.Format | None:
    """The format as people name it ("FlatGeobuf" where the European table only has "binary")."""
    declared = vocabulary.file_format(doc.format.uri) if doc.format else None
    return vocabulary.refined(declared, [*doc.title.values(), *doc.download_urls, *doc.access_urls])
