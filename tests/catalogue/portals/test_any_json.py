"""Whatever a portal answers, there is a reading of it or one refusal: never another failure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.catalogue.dcat import serialise, to_rdf
from parvis.catalogue.dcat.model import AgentDoc, CatalogueDoc, DatasetDoc
from parvis.catalogue.dcat.plain import from_plain, to_plain, unfit
from parvis.catalogue.harvest.connectors import Connector, Get, Page
from parvis.catalogue.harvest.portals.ckan.portal import Ckan
from parvis.catalogue.harvest.portals.ogcapi.portal import OgcApi
from parvis.catalogue.harvest.portals.opendatasoft.portal import Opendatasoft
from parvis.catalogue.harvest.portals.rudi.node import Rudi
from parvis.records.fetch import Answer
from parvis.records.problems import Problem
from tests.catalogue.portals import full
from tests.catalogue.portals.paths import paths, replaced

ADDRESS = "https://portail.example/"
CONNECTORS: list[Connector] = [Ckan(), OgcApi(), Opendatasoft(), Rudi()]
FULL: dict[str, dict[str, Any]] = {
    "ckan": full.CKAN, "opendatasoft": full.OPENDATASOFT, "rudi": full.RUDI,
    "ogcapi": full.OGCAPI,
}  # fmt: skip

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["\ud800", "\x00", "http://[", "http://a b", "2024-13-45", "1e999", "{", "[[",
                       "https://a.example/" + "x" * 3000, "9" * 400, "-1.7,48"])
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def answering(body: bytes) -> Get:
    """Every address gives the same."""

    @contextmanager
    def get(
        url: str, *, accept: str = "*/*", body_: bytes | None = None, body_type: str = ""
    ) -> Iterator[Answer]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "body"
            path.write_bytes(body)
            yield Answer(url, 200, path, len(body), "application/json", "", "", "")

    return get  # type: ignore[return-value]


def wrapped(kind: str, item: Any) -> Any:
    if kind == "ckan":
        return {"success": True, "result": {"count": 1, "results": [item]}}
    if kind == "ogcapi":
        return {"collections": [{"id": "a"}], "features": [item], "links": []}
    return {"total_count": 1, "results": [item], "total": 1, "items": [item]}


def read(connector: Connector, body: bytes) -> list[Page]:
    try:
        return list(connector.pages(ADDRESS, answering(body)))
    except Problem as refusal:
        sentence = refusal.sentence()
    assert "%(" not in sentence
    return []


def check(connector: Connector, body: bytes) -> None:
    """Documents can be stored, read back and written as RDF."""
    for page in read(connector, body):
        for problem in page.reading.problems:
            assert "%(" not in problem.problem.sentence()
        for doc in page.reading.catalogue.datasets:
            plain = to_plain(doc)
            assert unfit(DatasetDoc, plain) == []
            stored = json.dumps(plain, ensure_ascii=False).encode()  # no half of a character
            assert b"\\u0000" not in stored.replace(b"\\\\", b"")
            assert from_plain(DatasetDoc, json.loads(stored)) == doc
        whole = CatalogueDoc(
            uri=ADDRESS,
            title={"fr": "Portail"},
            publisher=AgentDoc(name={"fr": "Ville"}),
            datasets=page.reading.catalogue.datasets,
            services=page.reading.catalogue.services,
        )
        serialise(to_rdf(whole), "rdf")


slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda one: one.kind)
@slow
@given(body=st.binary(max_size=60) | anything.map(lambda one: json.dumps(one).encode()))
def test_any_answer(connector: Connector, body: bytes) -> None:
    check(connector, body)


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda one: one.kind)
@slow
@given(data=st.data())
def test_any_value_in_any_field_of_an_item(connector: Connector, data: st.DataObject) -> None:
    item = FULL[connector.kind]
    fields = st.sampled_from(sorted(set(paths(item, ()))))
    for path in data.draw(st.lists(fields, max_size=4, unique=True)):
        item = replaced(item, path, data.draw(anything))
    item = item | {data.draw(st.sampled_from(["\ud800", "\x00a", "a"])): data.draw(scalars)}
    if (
        connector.kind == "ckan"
        and isinstance(item.get("extras"), dict)
        and data.draw(st.booleans())
    ):
        item = item | {"extras": [{"key": k, "value": v} for k, v in item["extras"].items()]}
    check(connector, json.dumps(wrapped(connector.kind, item)).encode())
