"""The data files say where they come from, in both languages, and contradict nothing."""

import datetime as dt
import json
from pathlib import Path

import pytest

from parvis.demo import source

REAL = Path(__file__).parents[2] / "../shared/data/territory/decoupage-administratif/data"
KINDS = ("organisation", "application", "dataset")


def test_the_43_communes_hold_the_metropolis():
    communes = source.communes()
    assert len({commune.insee for commune in communes}) == 43
    assert sum(commune.population for commune in communes) == 483_199
    west, south, east, north = zip(*(commune.box for commune in communes), strict=True)
    assert min(west) > -2.1
    assert max(east) < -1.3
    assert 47.8 < min(south) < max(north) < 48.4


def test_the_communes_name_their_source_and_licence():
    head = source.text("communes.csv").splitlines()[:4]
    assert any("INSEE" in line and "DGCL" in line for line in head)
    assert any("Licence Ouverte" in line for line in head)


@pytest.mark.skipif(not REAL.exists(), reason="the official list of communes is not beside")
def test_the_communes_are_those_of_the_official_list():
    groups = json.loads((REAL / "epci.json").read_text())
    members = next(group for group in groups if group["code"] == "243500139")["membres"]
    assert {(c.insee, c.name, c.siren, c.population) for c in source.communes()} == {
        (m["code"], m["nom"], m["siren"], m["populationTotale"]) for m in members
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_a_sentence_for_a_child_and_its_english(kind):
    for row in source.rows(kind):
        assert 20 <= len(row["plain_summary"]) <= 130, row["slug"]
        assert row["plain_summary"].endswith("."), row["slug"]
        english = source.words(row)["translations"]["en"]
        assert {"title", "plain_summary", "summary"} <= set(english), row["slug"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_up_says_so_first_in_both_languages(kind):
    for row in source.rows(kind):
        if row.get("fictional", True):
            words = source.words(row)
            assert words["summary"].startswith(source.MARK["fr"])
            assert words["translations"]["en"]["summary"].startswith(source.MARK["en"])


def test_what_is_not_open_says_why():
    closed = [row for row in source.rows("dataset") if row.get("access", "PUBLIC") != "PUBLIC"]
    assert len(closed) >= 3
    assert all(row["why_not_open"] for row in closed)


def test_no_address_can_receive_a_letter():
    for row in source.rows("organisation"):
        assert row.get("contact", "x.example").endswith(".example")


def test_days_are_counted_from_a_reference():
    assert source.day(dt.date(2026, 3, 1), -1) == dt.date(2026, 2, 28)
    assert source.day(dt.date(2026, 3, 1), None) is None
