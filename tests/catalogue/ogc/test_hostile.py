"""Whatever an address holds, the OGC door answers or refuses in a sentence: never a 500."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.catalogue.explore.test_records import filled, lake, trees
from tests.catalogue.ogc.makers import ROOT

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
PATHS = (
    "", "conformance", "api", "collections", "collections/arbres", "collections/arbres/queryables",
    "collections/arbres/items", "collections/arbres/items/{any}", "collections/{any}",
    "collections/{any}/items", "{any}", "tileMatrixSets/{any}", "collections/arbres/tiles/{any}",
    "collections/arbres/tiles/WebMercatorQuad/0/0/0", "collections/{any}/tiles",
    "collections/arbres/tiles/WebMercatorQuad/{any}/0/1",
)  # fmt: skip
NAMES = (
    "f", "lang", "limit", "offset", "after", "bbox", "bbox-crs", "crs", "datetime", "filter",
    "filter-lang", "filter-crs", "properties", "sortby", "q", "espece", "hauteur", "plante_le",
    "vu_a", "remarquable", "shape", "apikey",
)  # fmt: skip
WORDS = (
    "html", "json", "en", "0", "-1", "1e308", "99999999999999999999", "nan", "inf", "1,2,3,4",
    "4,3,2,1", "-180,-90,180,90", "170,-10,-170,10", "0,0,0,1,1,1", "EPSG:2154", "EPSG:4326",
    "CRS84", "http://www.opengis.net/def/crs/EPSG/0/3857", "2024-07-01", "2024-07-01T00:00:00Z",
    "../2024-07-01", "2024-07-01/..", "/", "..", "9999-12-31", "0001-01-01", "cql2-text",
    "cql2-json", "espece", "hauteur", "shape", "-espece", "+", ",", "if", "true", "(", ")", "AND",
    "NOT", "=", "<>", "LIKE", "IN", "BETWEEN", "'a'", '"', "POINT(1 1)", "BBOX(0,0,1,1)",
    "S_INTERSECTS(shape, POINT(1 1))", "S_INTERSECTS(shape, BBOX(6e7,0,7e7,1))",
    "T_AFTER(vu_a, TIMESTAMP('2024-07-01T00:00:00Z'))", "CASEI(espece)", "hauteur / 0 > 1",
    '{"op": "and", "args": []}', "[", "{}", "row number", "é", "\x00", "\u202e", "\ud83d", "%", "`",
    "../..",
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.text(max_size=30),
)


@pytest.fixture
def city(lake, tmp_path):
    filled("Arbres", trees(tmp_path / "arbres.csv", 40), slug="arbres")


@given(
    st.sampled_from(PATHS), texts, st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=4)
)
@example("collections/{any}", "\x00", [])
@example("collections/arbres/items", "", [("bbox", "9e7,0,9e7,1"), ("bbox-crs", "EPSG:2154")])
@example("collections/arbres/items", "", [("datetime", "9999-12-31")])
@example("collections/arbres/items", "", [("filter", "hauteur / 0 > 1"), ("f", "html")])
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_address_breaks_it(city, client, path, name, parameters):
    told = path.replace("{any}", quote(name.encode("utf-8", "surrogatepass"), safe=""))
    pairs = [(n, v.encode("utf-8", "surrogatepass")) for n, v in parameters]
    response = client.get(f"{ROOT}{told}?{urlencode(pairs)}")
    assert response.status_code in {200, 400, 404, 503}, (told, parameters)
    html = response["Content-Type"].startswith("text/html")
    if response.status_code != 200 and not html:
        assert json.loads(response.content)["detail"]
