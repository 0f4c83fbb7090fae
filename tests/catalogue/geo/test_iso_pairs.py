"""SEMIC's own pairs: an ISO 19139 record and the GeoDCAT-AP graph that it should become.

Every property that DCAT-AP lists is compared; DIFFERENCES says where ours is another, and why.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import Graph

from parvis.catalogue import dcat
from parvis.catalogue.harvest.geo import iso
from tests.catalogue.geo.graphs import Fact, facts, listed
from tests.docs.test_docs import LANGUAGES, page
from tests.docs.test_harvest import tables

SHARED = Path(__file__).parents[4] / "shared/data/dcat"
PAIRS = SHARED / "iso-to-dcat"
NAMES = sorted(one.name for one in PAIRS.glob("*")) if PAIRS.is_dir() else []

# Property: (what SEMIC's conversion says, what ours says). A file by file property has no address.
DIFFERENCES = {
    "CatalogRecord/language": ("FRE, CZE", "FRA, CES, the codes of the European table"),
    "DataService/accessRights": ("INSPIRE's noLimitations", "PUBLIC of the European table"),
    "DataService/theme": ("INSPIRE themes", "these, and the European theme that they mean"),
    "Dataset/accessRights": ("on each file", "on the data set, where DCAT-AP has it"),
    "Dataset/language": ("FRE", "FRA, the code of the European table"),
    "Dataset/publisher": ("nobody when no party is publisher", "the owner, if nobody else is"),
    "Dataset/theme": (
        "INSPIRE themes, high-value categories",
        "INSPIRE themes and the European theme they mean; categories as dcatap:hvdCategory",
    ),
    "Distribution/accessService": (
        "a service without identity for each link",
        "the services' own records name the data sets (operatesOn)",
    ),
    "Distribution/description": ("the same text three times", "the text once"),
    "Distribution/downloadURL": ("never", "when the record says that the link downloads"),
    "Distribution/format": (
        "the format of the data, also for a WMS; several for one file",
        "WMS or WFS for the door of a service; none where several are told for one file",
    ),
    "Distribution/license": ("the address as written", "the licence of our table it means"),
    "Distribution/mediaType": ("that of the data, also for a WMS", "that of what the link answers"),
    "Distribution/title": ("an empty text", "nothing"),
}


def differing(name: str) -> set[Fact]:
    """The facts that only one of the two graphs of a pair says."""
    known = listed(SHARED / "shacl/dcat-ap-3.0.1-shapes.ttl")
    root = ElementTree.parse(PAIRS / name / "input.xml").getroot()
    reading = iso.reading(iso.records(root))
    assert not reading.problems
    assert not reading.unread
    ours = Graph().parse(data=dcat.serialise(dcat.to_rdf(reading.catalogue), "nt"), format="nt")
    expected = facts(Graph().parse(PAIRS / name / "expected_output.ttl"), known)
    assert len(expected) > 20
    return facts(ours, known) ^ expected


def properties(found: set[Fact]) -> set[str]:
    bare = (re.sub(r" <[^>]*>", "", path) for path, _value in found)
    return {"/".join(path.split("/")[:2]) for path in bare}


@pytest.mark.skipif(not NAMES, reason="the pairs are not here")
def test_each_pair_gives_the_expected_graph_but_for_the_stated_differences() -> None:
    found = [properties(differing(name)) for name in NAMES]
    assert len(found) == 7
    assert set().union(*found) == set(DIFFERENCES)


@pytest.mark.skipif(not NAMES, reason="the pairs are not here")
@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("geo-bbox-precision", {"accessRights", "publisher", "theme", "accessService"}),
        ("multilingual-metadata", {"accessRights", "language", "theme"}),
    ],
)
def test_a_pair_differs_only_there(name: str, only: set[str]) -> None:
    found = {path.partition("/")[2] for path in properties(differing(name))}
    assert found - {"format", "mediaType"} == only


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_states_each_difference(language: str) -> None:
    stated = tables(page(language, "harvest/csw"))[0]
    assert {row[0].strip("`") for row in stated} == set(DIFFERENCES)
    assert all(row[1] and row[2] for row in stated)
