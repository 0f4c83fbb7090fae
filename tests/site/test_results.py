"""Lines of lists are kept until what they say changes, and for whoever may see the same."""

import pytest

from parvis.records import publishing
from parvis.site import results
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens():
    return makers.organisation(title="Direction des jardins", slug="jardins")


@pytest.fixture
def lines(monkeypatch):
    """Slugs of the lines that were made."""
    seen = []

    def line(row, owner, mixed, make=results.line):
        seen.append(row.slug)
        return make(row, owner, mixed)

    monkeypatch.setattr(results, "line", line)
    return seen


def test_a_line_is_made_once_for_all_the_lists_that_show_it(client, gardens, follow, lines):
    for slug in ("arbres", "bancs"):
        made.dataset(gardens, slug=slug)
    follow()
    for query in ("", "?sort=title", "?sort=updated"):
        assert "/donnees/arbres/" in client.get(f"/donnees/{query}").text
    assert sorted(lines) == ["arbres", "bancs"]
    client.get("/en/donnees/")
    assert sorted(lines) == ["arbres", "arbres", "bancs", "bancs"]


def test_the_kind_is_said_where_several_are_mixed_only(client, gardens, follow):
    made.dataset(gardens, slug="arbres")
    follow()
    kind = '<p class="kind">Jeu de données</p>'
    assert kind not in client.get("/donnees/").text
    assert kind in client.get("/recherche").text
    assert kind not in client.get("/donnees/?page=1").text


def test_a_new_title_is_in_the_next_list(client, gardens, follow):
    trees = made.dataset(gardens, slug="arbres", title="Arbres de la ville")
    follow()
    assert "Arbres de la ville" in client.get("/donnees/").text
    trees.title = "Arbres et haies"
    trees.save()
    publishing.publish_many([trees])
    after = client.get("/donnees/").text
    assert "Arbres et haies" in after
    assert "Arbres de la ville" not in after


def test_what_was_withdrawn_is_in_no_list_though_its_line_is_kept(client, gardens, follow, lines):
    trees = made.dataset(gardens, slug="arbres")
    follow()
    assert "/donnees/arbres/" in client.get("/donnees/").text
    publishing.withdraw_many([trees])
    assert "/donnees/arbres/" not in client.get("/donnees/").text
    assert lines == ["arbres"]


def test_lines_kept_are_bounded(client, gardens, follow, lines, monkeypatch):
    monkeypatch.setattr(results, "MOST", 2)
    for slug in ("arbres", "bancs", "chemins"):
        made.dataset(gardens, slug=slug)
    follow()
    page = client.get("/donnees/").text
    assert all(f"/donnees/{slug}/" in page for slug in ("arbres", "bancs", "chemins"))
    assert len(results.kept) == 2
    assert client.get("/donnees/?page=1").text.count("<h2><a") == 3
    assert len(lines) == 4


def test_what_a_search_found_may_be_taken_away_and_nothing_may_not(client, gardens, follow):
    made.dataset(gardens, title="Arbres")
    follow()
    assert 'href="/api/records.csv?q=arbres"' in client.get("/recherche?q=arbres").text
    assert "/api/records.csv" not in client.get("/recherche?q=introuvable").text
