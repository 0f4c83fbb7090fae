"""The forms an Opendatasoft set is given in: exports of its rows, files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat.formats import with_format
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DistributionDoc
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.items import Item
from parvis.catalogue.harvest.portals.said import Said

TABLE = ("csv", "json", "jsonl", "xlsx", "parquet")
MAP = ("geojson", "shp", "kml", "gpx", "fgb")
_AS_PORTAL = {"csv": "csv?use_labels=true"}  # the address the portal itself gives in its DCAT


def distributions(
    said: Said, root: str, item: Item, licence: Named | None, modified: str
) -> tuple[DistributionDoc, ...]:
    name = quote(said.text("dataset_id"), safe="@")
    base = f"{root}/api/explore/v2.1/catalog/datasets/{name}"
    files = (
        *_files(said, base, "attachments", item),
        *_files(said, base, "alternative_exports", item),
    )
    found = (*_exports(said, base, item, modified), *files)
    return tuple(_licensed(one, licence) for one in found)


def _exports(said: Said, base: str, item: Item, modified: str) -> Iterator[DistributionDoc]:
    """One for each format; none when the portal shows no row."""
    if said.flag("has_records") is False or said.flag("data_visible") is False:
        return
    geographic = "geo" in said.texts("features")
    for code in (*TABLE, *(MAP if geographic else ())):
        known = vocabulary.file_format(code)
        assert known is not None  # a format of our own table
        address = f"{base}/exports/{_AS_PORTAL.get(code, code)}"
        yield DistributionDoc(
            uri=address,
            title=item.here(known.label(item.language)),
            access_urls=(address,),
            download_urls=(address,),
            format=Named(known.file_type),
            media_type=known.media_type,
            modified=modified,
        )


def _files(said: Said, base: str, kind: str, item: Item) -> Iterator[DistributionDoc]:
    for one in said.each(kind):
        identifier, title = one.text("id"), one.text("title")
        if not identifier:
            item.note("address", kind, title)
            continue
        address = f"{base}/{kind}/{quote(identifier, safe='')}"
        form, media = described.format_words(item, one.text("mimetype"))
        yield with_format(
            DistributionDoc(
                uri=address,
                identifier=identifier,
                title=item.here(title or identifier),
                description=item.here(one.text("description")),
                access_urls=(address,),
                download_urls=(address,),
                format=form,
                media_type=media,
            )
        )


def _licensed(doc: DistributionDoc, licence: Named | None) -> DistributionDoc:
    """DCAT says the licence of each form: the set's."""
    return doc if licence is None else replace(doc, licence=licence)
