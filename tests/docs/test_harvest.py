"""Each kind of source that can be harvested has its page, and the page says the truth."""

import importlib
import inspect
import re
import shlex

import pytest

from parvis.records.hooks import gather
from tests.catalogue.geo import test_ows as ows
from tests.catalogue.portals import test_inventory_csv as inventory
from tests.catalogue.portals.portal import Raw, names, read, speaking
from tests.catalogue.portals.test_ckan import ckan
from tests.catalogue.portals.test_ckan import entry as package
from tests.catalogue.portals.test_ogcapi import entry as feature
from tests.catalogue.portals.test_ogcapi import server
from tests.catalogue.portals.test_opendatasoft import entry as dataset
from tests.catalogue.portals.test_opendatasoft import explore
from tests.catalogue.portals.test_rudi import entry as resource
from tests.catalogue.portals.test_rudi import node
from tests.docs.test_docs import DOCS, LANGUAGES, page

CONNECTORS = {one.kind: one for one in gather("connectors")}


def fields_of(kind):
    """The module that says what becomes of each field, None for a kind that has no such table."""
    package = inspect.getmodule(type(CONNECTORS[kind])).__name__.rpartition(".")[0]
    try:
        return importlib.import_module(f"{package}.fields")
    except ModuleNotFoundError:
        return None


TABLES = {kind: found for kind in CONNECTORS if (found := fields_of(kind))}


def paged(kind):
    """The page of a kind: "csw-dcat" is told on that of "csw"."""
    return kind.partition("-")[0]


def tables(text):
    """[rows of the first table, rows of the second…]: a row is the list of its cells."""
    found = re.findall(r"^\|[^\n]*\|\n\|[-|]+\|\n((?:\|[^\n]*\|\n?)+)", text, re.MULTILINE)
    return [[re.split(r" *\| *", row.strip("| ")) for row in one.splitlines()] for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_source_has_its_page_and_stands_in_the_list(language):
    pages = {path.stem for path in (DOCS / language / "harvest").glob("*.md")}
    assert {paged(kind) for kind in CONNECTORS} == pages
    listed = set(re.findall(r"^\| \[`(\w+)`\]", page(language, "harvest"), re.MULTILINE))
    assert listed == pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TABLES)
def test_a_page_lists_the_fields_that_are_read_and_those_left_with_why(kind, language):
    becomes, left = tables(page(language, f"harvest/{paged(kind)}"))[-2:]
    assert {row[0].strip("`"): row[1].strip("`") for row in becomes} == dict(TABLES[kind].READ)
    assert {row[0].strip("`") for row in left} == set(TABLES[kind].LEFT)
    assert all(row[1] for row in left)


def rudi(path, asked):
    file = [resource(1), resource(2)]
    return file if path.endswith(".json") else node(file)(path, asked)


def ogcapi(path, asked):
    return server(donnees=[feature(1)])(path.replace("/ogcapi", "") or "/", asked)


# A portal of each kind with two sets, one of which an example's filter keeps.
SPEAKING = {
    "ckan": ckan([package(1, note="organization:town organization:commune"), package(2)]),
    "csv": lambda _path, _asked: Raw(inventory.text([inventory.ROW]).encode()),
    "ogcapi": ogcapi,
    "opendatasoft": explore([dataset(1), dataset(2)]),
    "ows": ows.server(wms=ows.wms(ows.LAYER.format("arbres", ""))),
    "rudi": rudi,
}


def examples(language, kind):
    """The arguments of each example of a page."""
    lines = re.findall(
        r"^parvis harvest (.+)$", page(language, f"harvest/{paged(kind)}"), re.MULTILINE
    )
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CONNECTORS)
def test_each_page_has_an_example(kind, language):
    assert [said for said in examples(language, kind) if said[1:3] == ["--kind", kind]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SPEAKING)
def test_the_addresses_of_the_examples_are_read(kind, language):
    addresses = [one for one, *_options in examples(language, kind) if "://" in one]
    for address in addresses:
        path = re.sub(r"^https://[^/]+", "", address)
        with speaking(SPEAKING[kind]) as site:
            assert names(read(CONNECTORS[kind], site, path)), address
