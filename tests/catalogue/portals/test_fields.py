"""What becomes of each field: the tables of `fields.py` say the truth, and say all of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.harvest.portals.ckan import fields as ckan_fields
from parvis.catalogue.harvest.portals.ckan.package import package
from parvis.catalogue.harvest.portals.items import Found
from parvis.catalogue.harvest.portals.ogcapi import fields as ogcapi_fields
from parvis.catalogue.harvest.portals.ogcapi.record import record
from parvis.catalogue.harvest.portals.opendatasoft import fields as ods_fields
from parvis.catalogue.harvest.portals.opendatasoft.dataset import dataset
from parvis.catalogue.harvest.portals.rudi import fields as rudi_fields
from parvis.catalogue.harvest.portals.rudi.resource import resource
from parvis.catalogue.harvest.portals.said import Said
from tests.catalogue.portals import full
from tests.catalogue.portals.examples import opendatasoft_examples
from tests.catalogue.portals.paths import only, paths, place, replaced, without
from tests.catalogue.portals.portal import DATA

SAMPLES = DATA / "harvest-samples"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder of real data is not here")


def read_ckan(said: Any) -> Found:
    """CKAN writes extras as pairs; our full item has them as an object, to be walked."""
    extras = said.get("extras") if isinstance(said, dict) else None
    if isinstance(extras, dict):
        pairs = [{"key": key, "value": value} for key, value in extras.items()]
        said = {**said, "extras": pairs}
    return package(Said.of(said), "https://portail.example")


@dataclass(frozen=True)
class Source:
    """One kind of portal; `base` is without what no item is read, or keeps its parts apart."""

    read: Callable[[Any], Found]
    READ: Mapping[str, str]
    LEFT: Mapping[str, str]
    item: dict[str, Any]
    base: Collection[str]

    @property
    def known(self) -> set[str]:
        return {key for key in (*self.READ, *self.LEFT) if not key.endswith("*")}


SOURCES = {
    "ckan": Source(
        read_ckan, ckan_fields.READ, ckan_fields.LEFT, full.CKAN,
        ("id", "title", "resources.id", "resources.url"),
    ),
    "opendatasoft": Source(
        lambda said: dataset(Said.of(said), "https://portail.example"),
        ods_fields.READ, ods_fields.LEFT, full.OPENDATASOFT,
        ("dataset_id", "metas.default.title", "attachments.id", "alternative_exports.id",
         "fields.name", "metas.default.source_domain_address", "metas.default.source_dataset"),
    ),
    "ogcapi": Source(
        lambda said: record(Said.of(said)),
        ogcapi_fields.READ, ogcapi_fields.LEFT, full.OGCAPI,
        ("id", "properties.title", "links.href", "links.rel"),
    ),
    "rudi": Source(
        lambda said: resource(Said.of(said)),
        rudi_fields.READ, rudi_fields.LEFT, full.RUDI,
        ("global_id", "resource_title", "available_formats.connector.url",
         "access_condition.licence.licence_type"),
    ),
}  # fmt: skip
FIELDS = [
    (kind, path)
    for kind, source in SOURCES.items()
    for path in dict.fromkeys(paths(source.item, source.known))
]


def made(source: Source, said: Any) -> tuple[Any, ...]:
    found = source.read(said)
    return found.dataset, found.services


# Fields that hide a whole item or part, and fields beside which another has no say.
HIDING = {"dataset_dates.deleted", "resources.state", "data_visible", "has_records"}
RIVALS = {
    "organization.id": {"extras.publisher_name", "extras.publisher_uri"},
    "available_formats.checksum.hash": {"available_formats.checksum.algo"},
    "access_condition.licence.licence_label": {"access_condition.licence.licence_type"},
    **{f"extras.bbox-{side}": {"extras.spatial"}
       for side in ("west-long", "south-lat", "east-long", "north-lat")},
}  # fmt: skip
# Fields whose ordinary value changes nothing.
OTHER = {"private": True, "state": "draft", "available_formats.checksum.algo": "SHA3-256"}


def shaped(source: Source, path: str) -> bool:
    """Whether a field has a say in the documents, in the full item or alone."""
    item = source.item
    for beside in (HIDING | RIVALS.get(path, set())) - {path}:
        item = without(item, beside)
    alone = only(source.item, {*source.base, path})
    if path in OTHER:
        return made(source, item) != made(source, replaced(item, path, OTHER[path]))
    return any(made(source, one) != made(source, without(one, path)) for one in (item, alone))


@pytest.mark.parametrize(("kind", "path"), FIELDS)
def test_a_field_that_is_said_to_be_read_is_read_and_no_other(kind: str, path: str) -> None:
    source = SOURCES[kind]
    key = place(path, source.READ, source.LEFT)
    assert key, f"no table speaks of {path}"
    assert shaped(source, path) == (key in source.READ)


@pytest.mark.parametrize("kind", SOURCES)
def test_the_tables_name_no_field_that_the_full_item_lacks(kind: str) -> None:
    source = SOURCES[kind]
    spoken = {place(path, source.READ, source.LEFT) for path in paths(source.item, source.known)}
    assert {*source.READ, *source.LEFT} == spoken


@pytest.mark.parametrize("kind", SOURCES)
def test_each_field_goes_where_a_document_has_a_place(kind: str) -> None:
    wrong = {
        where
        for where in SOURCES[kind].READ.values()
        if where.partition(".")[0] not in {*DatasetDoc.__dataclass_fields__, "services", "access"}
    }
    assert not wrong


@needs_data
def test_every_field_of_the_metropolis_rudi_export_has_its_place() -> None:
    content = json.loads((SAMPLES / "rudi" / "datarennes_meta.json").read_bytes())
    source = SOURCES["rudi"]
    met = {path for one in content for path in paths(one, source.known)}
    assert len(met) == 31
    assert {path for path in met if not place(path, source.READ, source.LEFT)} == set()
    assert {path for path in met if place(path, source.READ) in ("", "*")} == {
        "available_formats.checksum.file_encoding", "collection_tag", "contacts.contact_id",
        "metadata_info.api_version",
    }  # fmt: skip


@needs_data
@pytest.mark.parametrize("kind", ["ckan", "opendatasoft"])
def test_every_field_of_a_real_answer_has_its_place(kind: str) -> None:
    dkan = SAMPLES / "ckan" / "dkan-french-w-license.json"
    items = {
        "ckan": lambda: json.loads(dkan.read_bytes())["result"],
        "opendatasoft": lambda: opendatasoft_examples()["results"],
    }[kind]()
    source = SOURCES[kind]
    for item in items:
        if kind == "ckan":
            item["extras"] = {one["key"]: one["value"] for one in item["extras"]}
        met = set(paths(item, source.known))
        assert {path for path in met if not place(path, source.READ, source.LEFT)} == set()
