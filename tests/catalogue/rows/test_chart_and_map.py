"""`…/graphique/`, `…/carte/`: the rows as a picture, its numbers in words and as a table."""

from __future__ import annotations

import html as entities
import json
import re

import pytest

from tests.catalogue.rows.makers import COUNT, filled, page
from tests.catalogue.rows.test_table import cells
from tests.lake.makers import lake

__all__ = ["lake"]
pytestmark = pytest.mark.django_db


def test_a_chart_is_there_before_anything_is_chosen(client, arbres):
    html = page(client, "graphique/", by="espece")
    assert '<svg class="drawing' in html
    assert "Nombre de lignes, par « espece »" in html
    assert "Tous ont la même valeur : 75." in html
    assert sorted(cells(html)) == [[kind, "75"] for kind in sorted(
        ("tilleul", "chêne", "érable", "if"))]  # fmt: skip


def test_where_each_group_has_as_many_rows_the_first_measure_is_shown(client, arbres):
    """Neither a numbering, `cle`, nor a year; what is chosen is shown, and in the address."""
    html = page(client, "graphique/")
    assert "hauteur, moyenne, par « espece »" in html
    assert cells(html) == cells(page(client, "graphique/", by="espece", calc="avg", of="hauteur"))
    assert re.search(r'<option value="avg" selected', html)
    assert re.search(r'<option value="hauteur" selected', html)


def test_rows_are_counted_where_counts_tell_something(client, lake, tmp_path):
    rows = "".join(f"{'ab'[n > 1]};{n}.5;2024\n" for n in range(5))
    for name, content in {
        "uneven": f"lieu;n;annee\n{rows}",
        "years": "lieu;annee\na;2024\na;2025\nb;2026\nb;2027\n",
        "codes": "lieu;code\na;10\na;20\nb;30\nb;50\n",
        "fiscal": "lieu;exercice\na;2020\na;2022\nb;2024\nb;2027\n",
    }.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(content, encoding="utf-8")
        filled(name, path, slug=name)
        assert "Nombre de lignes, par" in page(client, "graphique/", slug=name), name


@pytest.mark.parametrize(
    ("parameters", "first"),
    [
        ({"by": "espece", "calc": "avg", "of": "hauteur"}, ["chêne", "15"]),
        ({"by": "espece", "calc": "max", "of": "hauteur", "refine": "espece:if"}, ["if", "29"]),
        ({"by": "remarquable", "calc": "sum", "of": "hauteur"}, ["non", "2\u202f250"]),
        ({"by": "plante_le"}, ["1er\xa0janvier 2020", "11"]),
        ({"by": "vu_a"}, ["1er\xa0juillet 2024 à 12\xa0h\xa000", "300"]),
    ],
)
def test_what_is_chosen_stands_in_the_table_beside(client, arbres, parameters, first):
    html = page(client, "graphique/", **parameters)
    assert cells(html)[0] == first
    assert entities.unescape(first[0]) in html.split('class="lead"')[1].split("</p>")[0]


def test_numbers_are_cut_in_steps_of_a_round_width(client, arbres):
    told = cells(page(client, "graphique/", by="hauteur"))
    ends = [re.fullmatch(r"de (\d+) à moins de (\d+)", words) for words, _count in told]
    assert all(ends)
    assert len({int(end[2]) - int(end[1]) for end in ends}) == 1
    assert sum(int(count) for _words, count in told) == COUNT


def test_an_average_says_four_figures(client, lake, tmp_path):
    path = tmp_path / "mesures.csv"
    path.write_text("lieu;n\na;1\na;2\na;2\nb;100001\nb;100002\n", encoding="utf-8")
    filled("Mesures", path, slug="mesures")
    told = cells(page(client, "graphique/", slug="mesures", by="lieu", calc="avg", of="n"))
    assert told == [["b", "100\u202f002"], ["a", "1,667"]]


def test_a_long_time_is_a_line(client, lake, tmp_path):
    path = tmp_path / "jours.csv"
    lines = [f"{2000 + n // 12}-{n % 12 + 1:02}-15;{n}" for n in range(100)]
    path.write_text("jour;n\n" + "\n".join(lines), encoding="utf-8")
    filled("Jours", path, slug="propre")
    html = page(client, "graphique/", slug="propre", by="jour", calc="sum", of="n")
    assert len(cells(html)) == 100
    assert cells(html)[0] == ["janvier 2000", "0"]
    assert '<path class="l1"' in html
    english = page(
        client, "graphique/", slug="propre", language="/en", by="jour", calc="sum", of="n"
    )
    assert cells(english)[0] == ["January 2000", "0"]


def test_more_groups_than_a_picture_shows_are_said(client, arbres):
    html = page(client, "graphique/", by="cle", sort="cle", refine="espece:if")
    assert sum(int(row[1]) for row in cells(html)) == 75
    filled_many = page(client, "graphique/", by="releve")
    assert len(cells(filled_many)) == 1


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"by": "rien"}, "by : La colonne « rien » n’existe pas"),
        ({"by": "shape"}, "by vaut « shape »"),
        ({"calc": "median"}, "calc vaut « median »"),
        ({"calc": "avg"}, "of vaut «"),
        ({"calc": "avg", "of": "espece"}, "of vaut « espece »"),
        ({"by": "espece", "min__hauteur": "x"}, "min.hauteur"),
    ],
)
def test_a_wrong_choice_is_said(client, arbres, parameters, said):
    assert said in entities.unescape(page(client, "graphique/", 400, **parameters))


def test_rows_without_anything_to_group_by_say_so(client, lake, tmp_path):
    path = tmp_path / "un.csv"
    path.write_text("nom;n\nseul;1\n", encoding="utf-8")
    filled("Un", path, slug="propre")
    assert "Rien à dessiner" in page(client, "graphique/", slug="propre")
    assert "Pas de carte" in page(client, "carte/", slug="propre")


def test_few_rows_are_drawn_one_by_one(client, arbres):
    html = page(client, "carte/", min__hauteur="29")
    assert "10 lignes ont un lieu" in html
    assert len(cells(html)) == 10
    assert html.count('<rect class="c1"') == 10
    assert cells(html)[0][0] in {"tilleul", "chêne", "érable", "if"}


def test_many_rows_are_counted_by_place(client, arbres):
    html = page(client, "carte/")
    rows = cells(html)
    assert 5 < len(rows) <= 60
    counts = [int(row[1]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert "violet (" in html
    assert f"{counts[0]})." in html.split("sa couleur dit combien")[1].split("</p>")[0]
    assert sum(int(row[1]) for row in rows) == COUNT
    assert re.fullmatch(r"48,\d+ ; −1,\d+", rows[0][0])
    assert f"{rows[0][0]} qu’il y a le plus de lignes : {rows[0][1]}" in entities.unescape(html)


def test_squares_bear_the_name_of_their_commune(client, arbres, settings, tmp_path):
    from parvis.design import territory

    ring = [[-2, 48], [-1, 48], [-1, 49], [-2, 49], [-2, 48]]
    feature = {"type": "Feature", "properties": {"nom": "Bécherel"},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    settings.PARVIS_MAP = tmp_path / "communes.geojson"
    settings.PARVIS_MAP.write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    territory.areas.cache_clear()
    try:
        html = page(client, "carte/", sort="cle")
    finally:
        territory.areas.cache_clear()
    assert all(row[0].startswith("Bécherel (") for row in cells(html))
    assert '<path class="land"' in html


def test_shapes_are_drawn_as_they_are(client, lake, tmp_path):
    ring = [[-1.7, 48.1], [-1.6, 48.1], [-1.6, 48.2], [-1.7, 48.1]]
    shapes = [{"type": "Polygon", "coordinates": [ring]},
              {"type": "LineString", "coordinates": ring}]  # fmt: skip
    features = [
        {"type": "Feature", "properties": {"nom": f"zone {n}"}, "geometry": shape}
        for n, shape in enumerate(shapes)
    ]
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    filled("Zones", path, slug="propre")
    html = page(client, "carte/", slug="propre")
    assert '<path class="c1 l1"' in html
    assert sorted(cells(html))[0] == ["zone 0", "une surface"]
    assert "une surface" in page(client, "", slug="propre")
