"""Tiles over HTTP, written by us or by the engine: the same layer of the strangest rows."""

from __future__ import annotations

import math

import pytest

from parvis.lake import drawing
from tests.catalogue.explore.test_records import filled, lake
from tests.catalogue.ogc.makers import ROOT
from tests.lake.vector_tiles import layers

__all__ = ["lake"]
pytestmark = pytest.mark.django_db
HEAD = "clé;nom 日本;âge;taille;vu à;jour;oui;vide;lon;lat"
LONG = "é" * 40_000
ROWS = (
    'a;"=1+1";1;1e308;1969-12-31T23:59:59Z;1899-12-31;oui;;-1.68;48.11',
    f'b;"{LONG}";-1;-1e308;1969-12-31T23:59:59.999Z;0001-01-01;non;;-1.68;48.11',
    'c;"a""b\\c\td\u202e\U0001f333<script>";0;-0.0;2038-01-19T03:14:08Z;9999-12-31;oui;;-1.681;48.1101',
    "d;;9007199254740993;5e-324;1900-01-01T00:00:00+01:00;2024-02-29;;;-1.68;85.05",
    'e;"null";-9223372036854775808;0.1;;;non;;179.9999;0.5',
    'f;"é";9223372036854775807;1.7976931348623157e308;0999-01-01T00:00:00Z;;;;-179.9999;-85.05',
    'g;"nowhere";7;7;2024-07-01T00:00:00Z;2024-07-01;oui;;;',
    'h;"pôle";8;8;2024-07-01T00:00:00Z;2024-07-01;oui;;0;89.9',
    "i;;;;;;;;0;0",
)  # fmt: skip
CHOICES = (
    "", "?properties=cle", "?properties=vide", "?properties=nom,oui,vu_a",
    "?filter=oui = TRUE", "?filter=vide IS NULL&properties=age", "?q=null", "?cle=f",
    "?filter=taille > 0", "?datetime=../1970-01-01",
)  # fmt: skip
BY_THE_ENGINE = CHOICES[4:6] + CHOICES[7:]  # conditions that nothing but it tells


@pytest.fixture
def strange(lake, tmp_path):
    path = tmp_path / "étrange.csv"
    path.write_text("\n".join((HEAD, *ROWS, "")), encoding="utf-8")
    return filled("Étrange", path, slug="etrange")


def square(zoom, lon, lat):
    across = 2**zoom
    north = math.asinh(math.tan(math.radians(lat)))
    return zoom, int((1 - north / math.pi) / 2 * across), int((lon + 180) / 360 * across)


SQUARES = [
    (0, 0, 0), (1, 0, 0), (1, 1, 1), (1, 0, 1), (2, 0, 1),
    *(square(zoom, -1.68, 48.11) for zoom in (5, 12, 18, 24)),
    *(square(zoom, 179.9999, 0.5) for zoom in (3, 14)), *(square(zoom, 0, 0) for zoom in (4, 24)),
]  # fmt: skip


def asked(client, squares, choice):
    path = "/".join(map(str, squares))
    answer = client.get(f"{ROOT}collections/etrange/tiles/WebMercatorQuad/{path}{choice}")
    assert answer.status_code == 200, answer.content
    return layers(answer.content)


@pytest.mark.parametrize("choice", CHOICES)
def test_both_writers_say_the_same(client, strange, monkeypatch, choice):
    made: list[bytes | None] = []
    write = drawing._written

    def kept(*told):
        made.append(write(*told))
        return made[-1]

    monkeypatch.setattr(drawing, "_written", kept)
    ours = [asked(client, one, choice) for one in SQUARES]
    assert any(made) == (choice not in BY_THE_ENGINE)
    monkeypatch.setattr(drawing, "_written", lambda *_asked: None)
    engines = [asked(client, one, choice) for one in SQUARES]
    for one, mine, other in zip(SQUARES, ours, engines, strict=True):
        assert repr(mine) == repr(other), one
