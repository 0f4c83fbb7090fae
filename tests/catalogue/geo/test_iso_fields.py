"""What becomes of each element of real ISO records: the table of `fields.py` says the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.harvest.geo import iso
from parvis.catalogue.harvest.geo.fields import LEFT, READ
from parvis.catalogue.harvest.geo.xml import local, tree
from tests.catalogue.portals.paths import place

DATA = Path(__file__).parents[4] / "shared/data/dcat"
FILES = [
    *DATA.glob("harvest-samples/csw/*iso19139*.xml"),
    *DATA.glob("iso-to-dcat/*/input.xml"),
]
# Read of records of our own (`test_iso.py`): no real sample has them.
OURS = {
    "identificationInfo/extent/geographicElement/polygon",
    "identificationInfo/extent/temporalElement/extent/timePosition",
    "identificationInfo/spatialResolution/distance",
    "parentIdentifier",
    "identificationInfo/pointOfContact/individualName",
    "identificationInfo/resourceConstraints/accessConstraints",
    # The link beside it says the same.
    "identificationInfo/containsOperations/connectPoint/linkage",
}  # fmt: skip
_TEXTS = {"PT_FreeText", "CharacterString", "Anchor"}

pytestmark = pytest.mark.skipif(not FILES, reason="the real samples are not here")


def records() -> list[Element]:
    trees = (tree(path.read_bytes()) for path in FILES)
    return [one for root in trees for one in root.iter() if local(one) == "MD_Metadata"]


def properties(element: Element, path: str = "") -> Iterator[tuple[str, Element, Element]]:
    """(path, property, its parent) of each property that says something; classes are not named."""
    for prop in element:
        here = f"{path}/{local(prop)}" if path else local(prop)
        inside = [one for one in prop if local(one) not in _TEXTS and len(one)]
        for one in inside:
            yield from properties(one, here)
        told = any(one.attrib or (one.text or "").strip() for one in (prop, *prop))
        if told and not inside:
            yield here, prop, element


def by_path() -> dict[str, list[tuple[Element, Any]]]:
    """{path: the records that have it, each with what is read of it}."""
    found: dict[str, list[tuple[Element, Any]]] = defaultdict(list)
    for record in records():
        whole = read(record)
        for path in {path for path, _prop, _parent in properties(record)}:
            found[path].append((record, whole))
    return found


def read(record: Element) -> Any:
    catalogue = iso.reading([record]).catalogue
    return catalogue.datasets, catalogue.series, catalogue.services


def without(record: Element, wanted: str) -> Element:
    copy = deepcopy(record)
    for path, prop, parent in list(properties(copy)):
        if path == wanted:
            parent.remove(prop)
    return copy


def key_of(path: str) -> str:
    slashed = {key.replace("/", "."): key for key in (*READ, *LEFT)}
    return slashed.get(place(path.replace("/", "."), slashed), "")


def test_every_element_of_every_real_record_has_its_place() -> None:
    assert {path for path in by_path() if not key_of(path)} == set()


def test_what_is_said_to_be_read_is_read_and_nothing_else() -> None:
    told: dict[str, bool] = defaultdict(bool)
    for path, found in by_path().items():
        shapes = any(read(without(one, path)) != whole for one, whole in found)
        told[key_of(path)] |= shapes
    assert {key for key, shapes in told.items() if shapes != (key in READ)} <= OURS
    assert set(READ) - set(told) <= OURS
    assert set(LEFT) <= set(told)


def test_each_element_goes_where_a_document_has_a_place() -> None:
    known = {*DatasetDoc.__dataclass_fields__, "services"}
    assert {where for where in READ.values() if where.partition(".")[0] not in known} == set()
