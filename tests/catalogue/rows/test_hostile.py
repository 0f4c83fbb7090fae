"""Whatever the address of a page of rows holds, it is a page or a clear refusal: never a 500."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.catalogue.rows.makers import COUNT

pytestmark = pytest.mark.django_db
PATHS = ("", "graphique/", "carte/", "colonnes/", "versions/")
NAMES = (
    "q", "refine", "sort", "columns", "page", "by", "calc", "of", "min.hauteur", "max.hauteur",
    "min.plante_le", "max.plante_le", "min.vu_a", "max.vu_a", "min.espece", "min.shape",
    "min.rien", "min.", ".", "min", "min.row number", "max.lon", "utm_source",
)  # fmt: skip
WORDS = (
    "if", "chêne", "espece", "hauteur", "-hauteur", "plante_le", "vu_a", "shape", "remarquable",
    "cle", "releve", "lon", "espece:if", "espece:", ":if", "remarquable:oui", "remarquable:true",
    "vu_a:2024", "vu_a:2024/99", "hauteur:3", "hauteur:trois", "count", "avg", "sum", "min", "max",
    "all", "0", "1", "2", "-1", "3,5", "1 000", "1e308", "-1e999", "nan", "99999999999999999999",
    "2020-01-01", "31/02/2020", "9999-12-31", "0001-01-01", "2024-07-01T12:00:00+23:59",
    "2024-07-01T12:00:00", "row number", "shape west", "é", "\x00", "\u202e", "\ud83d", "%", "'",
    '"', "`", "*", "\\", "<script>", "--", "a" * 501,
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    st.text(max_size=30),
)


def address(path: str, parameters: list[tuple[str, str]]) -> str:
    pairs = [(n, v.encode("utf-8", "surrogatepass")) for n, v in parameters]
    return f"/donnees/arbres/donnees/{path}?{urlencode(pairs)}"


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PATHS), st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=4))
@example("", [("max.vu_a", "9999-12-31")])
@example("", [("min.vu_a", "0001-01-01"), ("sort", "-vu_a")])
@example("", [("min.vu_a", "2024-07-01T12:00:00+23:59"), ("max.vu_a", "2024-07-01")])
@example("graphique/", [("by", "releve"), ("calc", "max"), ("of", "lon")])
@example("graphique/", [("by", "vu_a"), ("refine", "vu_a:2024")])
@example("carte/", [("refine", "espece:'if'")])
@example("", [("refine", "releve:08:30:00"), ("page", "1")])
def test_a_page_or_a_refusal(client, arbres, path, parameters):
    answer = client.get(address(path, parameters))
    assert answer.status_code in {200, 400, 404}, parameters
    text = answer.content.decode()
    assert "<script>" not in text
    assert "<h1" in text


ASKED = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(("if", "chene", "érabel", "3")),
        "refine": st.sampled_from(("espece:if", "espece:chêne", "remarquable:true", "vu_a:2024")),
        "min.hauteur": st.integers(0, 29).map(str),
        "max.plante_le": st.dates().map(str),
        "sort": st.sampled_from(("cle", "-hauteur", "plante_le")),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(ASKED)
def test_the_download_holds_exactly_the_rows_of_the_view(client, arbres, asked):
    page = client.get(address("", list(asked.items()))).content.decode()
    (csv,) = {one for one in page.split('"') if "/exports/csv" in one and one.startswith("/api")}
    answer = client.get(csv.replace("&amp;", "&"))
    assert answer.status_code == 200, csv
    count = len(b"".join(answer.streaming_content).splitlines()) - 1
    said = "Aucune ligne ne correspond" if not count else f"sur {count}<"
    assert said in page
    assert count <= COUNT
