"""What a file says in its titles and cells is text at every door, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from parvis.lake import store
from tests.catalogue.rows.makers import filled

MARKUP = ("<script>alert", "<svg onload", "<img src=x", 'href="javascript:')
TITLES = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", '"><img src=x onerror=alert(2)>')
CELLS = ("<svg onload=alert(%s)>", "=1+%s", "javascript:alert(%s)")
ROWS = "/donnees/pieges/donnees/"
EXPORTS = "/api/explore/v2.1/catalog/datasets/pieges/exports/"
PAGES = (
    "/donnees/pieges/", ROWS, f"{ROWS}graphique/", f"{ROWS}colonnes/", f"{ROWS}versions/",
    f"{ROWS}?q=%3Cscript%3Ealert", f"{ROWS}?refine=script_alert_1_script:%3Csvg%20onload%3Dx%3E",
    "/ogc/collections/pieges?f=html", "/ogc/collections/pieges/items?f=html",
    "/ogc/collections/pieges/queryables?f=html",
)  # fmt: skip


def quoted(cells: tuple[str, ...]) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.fixture(scope="module")
def shelf(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A data set of hostile titles and cells, taken back at the end of the file."""
    folder = tmp_path_factory.mktemp("pieges")
    lines = [quoted(TITLES), *(quoted(tuple(c % n for c in CELLS)) for n in range(20))]
    (folder / "pieges.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    places = {"PARVIS_LAKE": folder / "lake", "PARVIS_CACHE": folder / "cache"}
    with override_settings(**places), django_db_blocker.unblock(), transaction.atomic():
        yield filled("Pièges <b>gras</b>", folder / "pieges.csv", slug="pieges")
        store.reader().settled()
        store.reader().close()
        store.forget_readers()
        transaction.set_rollback(True)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_takes_a_title_or_a_cell_for_markup(
    client: Any, shelf: Any, db: None, path: str
) -> None:
    text = client.get(path).content.decode()
    assert "Pièges &lt;b&gt;gras" in text  # it is there, as text
    assert [one for one in (*MARKUP, "<b>gras") if one in text] == []


def test_a_table_for_spreadsheets_runs_nothing(client: Any, shelf: Any, db: None) -> None:
    answer = client.get(f"{EXPORTS}csv")
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
    assert ";'=1+3;" in text
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
