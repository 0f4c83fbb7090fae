"""`/donnees/<slug>/donnees/`: a citizen reads, searches, filters and sorts the rows."""

from __future__ import annotations

import html as entities
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from parvis.lake import rows as lake_rows
from parvis.lake import store
from parvis.records.kinds import Circle
from tests.catalogue.explore.makers import dataset
from tests.catalogue.rows.makers import COUNT, again, filled, page
from tests.lake.makers import KINDS, lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db


def cells(html):
    """The rows of the table, as lists of text."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def links(html, words):
    """Addresses of the links whose text begins so."""
    found = re.findall(rf'<a [^>]*href="([^"]*)"[^>]*>\s*{re.escape(words)}', html)
    return [entities.unescape(one) for one in found]


def test_rows_stand_in_a_table_with_french_dates_and_numbers(client, arbres):
    html = page(client, "", sort="cle")
    assert "Lignes 1 à 20 sur 300" in html
    assert html.count('<th scope="col"') == 6
    row = cells(html)[7]
    assert row[:4] == ["7", "if", "7", "8\xa0janvier 2020"]
    assert row[4] == "1er\xa0juillet 2024 à 12\xa0h\xa000"
    assert row[5:] == ["08:30:00"]
    assert "Montrer aussi 4 colonnes" in html
    whole = page(client, "", sort="cle", columns="all")
    assert cells(whole)[7][6:8] == ["non", "−1,62233"]
    assert re.fullmatch(r"48,1\d* ; −1,62233", cells(whole)[7][-1])


def test_the_same_in_english(client, arbres):
    html = page(client, "", language="/en", sort="cle", columns="all")
    assert "Rows 1 to 20 of 300" in html
    assert cells(html)[7][3] == "8\xa0January 2020"
    assert cells(html)[7][6] == "no"


def test_pages_lead_to_every_row(client, arbres):
    seen = set()
    for number in range(1, 16):
        seen |= {row[0] for row in cells(page(client, "", sort="-cle", page=number))}
    assert seen == {str(n) for n in range(COUNT)}
    assert "Donnez un nombre de 1 à 15" in page(client, "", 404, page=16)
    assert "page vaut « 0 »" in page(client, "", 400, page=0)


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"q": "chene"}, lambda n: n % 4 == 1),
        ({"q": "tileul"}, lambda n: n % 4 == 0),
        ({"refine": "espece:if"}, lambda n: n % 4 == 3),
        ({"refine": ["espece:if", "espece:chêne"]}, lambda n: n % 4 in (1, 3)),
        ({"refine": ["espece:if", "remarquable:true"]}, lambda n: False),
        ({"refine": ["espece:if", "remarquable:false"]}, lambda n: n % 4 == 3),
        ({"min__hauteur": "27"}, lambda n: n % 30 >= 27),
        ({"min__hauteur": "26,5", "max__hauteur": "28"}, lambda n: n % 30 in (27, 28)),
        ({"min__plante_le": "2020-01-28"}, lambda n: n % 28 == 27),
        ({"max__plante_le": "02/01/2020"}, lambda n: n % 28 < 2),
        ({"min__vu_a": "2024-07-02"}, lambda n: False),
        ({"max__vu_a": "2024-07-01"}, lambda n: True),
        ({"q": "if", "min__hauteur": "3", "max__hauteur": "3"},
         lambda n: n % 4 == 3 and n % 30 == 3),
    ],
)  # fmt: skip
def test_what_is_asked_is_what_is_found(client, arbres, parameters, found):
    expected = [n for n in range(COUNT) if found(n)]
    html = page(client, "", sort="cle", **parameters)
    if not expected:
        assert "Aucune ligne ne correspond" in html
        return
    assert [row[0] for row in cells(html)] == [str(n) for n in expected[:20]]
    assert f"sur {len(expected)}</caption>" in html
    ((csv),) = links(html, "CSV")
    exported = b"".join(client.get(csv).streaming_content).decode("utf-8-sig")
    assert [line.split(";")[0] for line in exported.splitlines()[1:]] == list(map(str, expected))


def test_facets_count_and_lead_to_their_rows(client, arbres):
    html = page(client, "")
    for kind in KINDS:
        (url,) = links(html, kind)
        assert dict(parse_qsl(urlsplit(url).query)) == {"refine": f"espece:{kind}"}
    assert re.search(r'chêne <span class="num">75</span>', html)
    html = page(client, "", refine="remarquable:true")
    counts = re.findall(r'>(\w+) <span class="num">(\d+)</span>', html)
    assert ("tilleul", "75") in counts
    assert "chêne" not in dict(counts)
    assert 'aria-current="true">oui' in html
    assert "remarquable : oui" in html
    (without,) = links(html, "Retirer")
    assert without == "?"


def test_an_address_is_the_view_whatever_the_order_it_is_written_in(client, arbres):
    html = page(client, "", max__hauteur="20", q="if", sort="-hauteur", refine="remarquable:false")
    (second,) = links(html, "Suivante")
    assert second.startswith("?q=if&refine=remarquable%3Afalse&max.hauteur=20&sort=-hauteur")
    assert 'name="max.hauteur" value="20"' in html
    assert '<option value="-hauteur" selected>' in html


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"sort": "hauter"}, "vouliez-vous dire « hauteur »"),
        ({"refine": "espece"}, "écrivez nom:valeur"),
        ({"refine": "rien:1"}, "n’existe pas"),
        ({"refine": "shape:1"}, "refine"),
        ({"min__rien": "1"}, "min.rien"),
        ({"min__hauteur": "haut"}, "« haut » n’est pas un nombre"),
        ({"min__hauteur": "1e999"}, "n’est pas un nombre"),
        ({"min__hauteur": "nan"}, "n’est pas un nombre"),
        ({"min__plante_le": "31/02/2026"}, "n’est pas une date"),
        ({"min__espece": "1"}, "min.espece"),
        ({"min__hauteur": "5", "max__hauteur": "2"}, "de la plus petite à la plus grande"),
        ({"page": "deux"}, "page vaut « deux »"),
        ({"columns": "peu"}, "columns vaut « peu »"),
        ({"q": "a" * 600}, "q compte 600 caractères"),
        ({"q": "a\0b"}, "q contient un caractère"),
        ({"refine": ["espece:if"] * 60}, "60 fois"),
    ],
)
def test_what_is_not_understood_is_said_with_its_name(client, arbres, parameters, said):
    assert said in entities.unescape(page(client, "", 400, **parameters))


def test_what_no_page_knows_is_left(client, arbres):
    assert "Lignes 1 à 20 sur 300" in page(client, "", utm_source="lettre", min__="3")


def test_nothing_is_counted_when_the_page_says_it(client, arbres, monkeypatch):
    def never(*_args):
        raise AssertionError("counted")

    monkeypatch.setattr(lake_rows.Rows, "total", never)
    assert "sur 10</caption>" in page(client, "", min__hauteur="29")


def test_rows_that_are_not_for_everybody_are_not_shown(client, lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", 9)
    record = filled("Arbres", path, slug="propre", access_level="restricted")
    for place in ("", "graphique/", "carte/", "colonnes/", "versions/"):
        assert "pas ouvertes à tous" in page(client, place, 404, slug="propre")
    assert "Voir les données" not in client.get("/donnees/propre/").content.decode()
    name = record.pk and store.store().versions()[0][:12]
    page(client, f"versions/{name}/", 404, slug="propre")
    assert client.get(f"/api/versions/propre/{name}/csv").status_code == 403


def test_a_record_of_partners_has_no_rows_for_visitors(client, lake, tmp_path):
    filled("Arbres", trees(tmp_path / "a.csv", 9), slug="propre", circle=Circle.PARTNERS)
    page(client, "", 404, slug="propre")
    name = store.store().versions()[0][:12]
    page(client, f"versions/{name}/", 404, slug="propre")
    assert client.get(f"/api/versions/propre/{name}/csv").status_code == 404


def test_a_data_set_without_rows_says_so(client):
    dataset("Arbres", slug="propre")
    assert "pas servies ici" in page(client, "", 404, slug="propre")
    assert client.get("/donnees/rien/donnees/").status_code == 404


def test_a_former_address_leads_to_the_rows(client, arbres):
    from parvis.records.models import Alias, Published

    Alias.objects.create(type="dataset", slug="vieux", record=Published.objects.get(slug="arbres"))
    answer = client.get("/donnees/vieux/donnees/graphique/?by=espece")
    assert answer.status_code == 308
    assert answer["Location"] == "/donnees/arbres/donnees/graphique/?by=espece"


def test_the_page_of_the_data_set_shows_the_first_rows(client, arbres):
    html = client.get("/donnees/arbres/").content.decode()
    assert "Les 5 premières lignes" in html
    assert len(cells(html.split('id="lignes"')[1])) == 5
    for part in ("", "graphique/", "carte/", "colonnes/", "versions/"):
        assert f'href="/donnees/arbres/donnees/{part}"' in html


def test_a_lost_store_is_no_error_of_ours(client, lake, tmp_path):
    """The page of the data set stays; its rows come back when the store does."""
    filled("Arbres", trees(tmp_path / "arbres.csv", 9), slug="propre")
    store.store().root.rename(store.store().root.with_name("away"))
    store.reader().close()
    store.forget_readers()
    for file in store.rows_cache().folder.glob("*.duckdb"):
        file.unlink()
    store._store.cache_clear()
    from parvis.catalogue.rows import source

    source.profile_of.cache_clear()
    answer = client.get("/donnees/propre/donnees/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "n’ont pas pu être lues" in client.get("/donnees/propre/").content.decode()


def test_a_page_is_sent_again_only_when_rows_change(client, lake, tmp_path):
    record = filled("Arbres", trees(tmp_path / "arbres.csv", 9), slug="propre")
    first = client.get("/donnees/propre/donnees/")
    known = {"if-none-match": first["ETag"]}
    assert client.get("/donnees/propre/donnees/", headers=known).status_code == 304
    again(record, trees(tmp_path / "plus.csv", 11))
    second = client.get("/donnees/propre/donnees/", headers=known)
    assert second.status_code == 200
    assert "sur 11" in second.content.decode()
