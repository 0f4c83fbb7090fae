"""Columns and their profile; versions, what they change, their addresses; examples that run."""

from __future__ import annotations

import html as entities
import re
import shutil
import subprocess
import sys

import pytest

from parvis.catalogue.dictionary import TableColumn
from parvis.catalogue.models import Edition
from parvis.lake import actions, store
from parvis.records import bulk
from tests.catalogue.rows.makers import again, filled, page
from tests.catalogue.rows.test_table import cells
from tests.lake.makers import lake, trees

__all__ = ["lake"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def arbres(lake, tmp_path):
    return filled("Arbres", trees(tmp_path / "arbres.csv", 100), slug="arbres")


def addresses(html):
    return re.findall(r'href="(/donnees/arbres/donnees/versions/[0-9a-f]{12}/)"', html)


def test_columns_are_explained_and_profiled(client, arbres):
    told = {"title": "Hauteur", "unit": "m", "meaning": "Mesurée au printemps."}
    arbres.dictionary = [TableColumn(name="hauteur", personal_data=True, **told)]
    bulk.save_many([arbres])
    html = page(client, "colonnes/")
    by_name = {row[0]: [entities.unescape(cell) for cell in row] for row in cells(html)}
    height = by_name["Hauteur (m) : hauteur"]
    assert height[1:6] == ["Mesurée au printemps.", "nombre entier", "aucun", "30", "0 à 29"]
    assert height[6].startswith("0 (4)")
    assert height[7] == "oui"
    assert by_name["espece"][2:6] == ["texte", "aucun", "4", ""]
    assert by_name["planté le : plante_le"][5] == "1er\xa0janvier 2020 à 28\xa0janvier 2020"
    assert "10 colonnes, 100 lignes" in html
    assert "Hauteur (m)" in page(client, "")


def test_a_second_version_says_what_it_changes(client, arbres, tmp_path):
    path = tmp_path / "apres.csv"
    lines = trees(path, 100).read_text("utf-8").splitlines()
    lines[5] = lines[5].replace("tilleul", "orme").replace("chêne", "orme")
    kept = [*lines[:91], lines[91].replace("90;", "900;", 1)]
    path.write_text("\n".join(kept), encoding="utf-8")
    again(arbres, path)
    html = page(client, "versions/")
    assert "1 ligne ajoutée, 10 retirées, 1 modifiée" in html
    assert "« cle »" in html
    newest, oldest = dict.fromkeys(addresses(html.split('class="timeline"')[1]))
    assert "Lignes 1 à 20 sur 100" in client.get(oldest).content.decode()
    assert "Lignes 1 à 20 sur 91" in client.get(newest).content.decode()


def test_a_version_always_answers_the_same(client, arbres, tmp_path):
    (address,) = dict.fromkeys(addresses(page(client, "versions/")))
    parts = {part: client.get(address + part).content
             for part in ("", "graphique/", "carte/", "colonnes/")}  # fmt: skip
    files = file_of(client, parts[""])
    again(arbres, trees(tmp_path / "autres.csv", 7))
    for part, before in parts.items():
        assert client.get(address + part).content == before, part
    assert file_of(client, parts[""]) == files
    assert len(files.splitlines()) == 101
    assert "Lignes 1 à 7 sur 7" in page(client, "")


def file_of(client, html):
    (csv,) = re.findall(r'href="(/api/versions/[^"]*/csv[^"]*)"', html.decode())
    answer = client.get(entities.unescape(csv))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_what_was_never_published_has_no_address(client, arbres, tmp_path):
    kept = actions.load(arbres.uuid, trees(tmp_path / "secret.csv", 12))
    for address in (kept.name[:12], kept.name, "0" * 12, "..", "000"):
        assert client.get(f"/donnees/arbres/donnees/versions/{address}/").status_code == 404
        assert client.get(f"/api/versions/arbres/{address}/csv").status_code == 404
    assert kept.name[:12] not in page(client, "versions/")


def test_a_version_of_another_data_set_is_none_of_this_one(client, arbres, tmp_path):
    filled("Bancs", trees(tmp_path / "bancs.csv", 5), slug="bancs")
    (name,) = {one.version.name[:12] for one in Edition.objects.all()
               if one.version.dataset != arbres.uuid}  # fmt: skip
    assert client.get(f"/donnees/bancs/donnees/versions/{name}/").status_code == 200
    page(client, f"versions/{name}/", 404)


def test_the_same_file_again_is_no_new_version(client, arbres, tmp_path):
    again(arbres, trees(tmp_path / "arbres.csv", 100))
    assert Edition.objects.count() == 1
    again(arbres, trees(tmp_path / "plus.csv", 101))
    again(arbres, trees(tmp_path / "arbres.csv", 100))
    assert Edition.objects.count() == 3


def test_two_columns_may_be_the_key_and_none_is_no_error(lake, client, tmp_path):
    path = tmp_path / "mesures.csv"
    pairs = [(c, h) for c in "abc" for h in range(4)]
    path.write_text("capteur;heure;n\n" + "\n".join(f"{c};{h};1" for c, h in pairs))
    record = filled("Mesures", path, slug="arbres")
    path.write_text("capteur;heure;n\n" + "\n".join(f"{c};{h};{h // 3 + 1}" for c, h in pairs))
    again(record, path)
    assert Edition.objects.first().changes == {
        "key": ["capteur", "heure"], "added": 0, "removed": 0, "changed": 3,
    }  # fmt: skip
    path.write_text("capteur;heure;n\na;1;1\na;1;1\n")
    again(record, path)
    assert Edition.objects.first().changes == {}
    assert "« heure »" in page(client, "versions/")


def test_the_example_in_python_gives_the_rows_of_the_view(lake, tmp_path, live_server, settings):
    settings.PARVIS_BASE_URL = live_server.url
    filled("Arbres", trees(tmp_path / "arbres.csv", 60), slug="arbres")
    from django.test import Client

    html = page(Client(), "", refine="espece:chêne", min__hauteur="10", sort="-hauteur")
    python, r = re.findall(r"<pre[^>]*>(.*?)</pre>", html, re.DOTALL)
    code = entities.unescape(python) + "print(rows[0]['hauteur'])\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = [n for n in range(60) if n % 4 == 1 and n % 30 >= 10]
    assert done.stdout.split() == [str(len(found)), str(max(n % 30 for n in found))]
    r_code = entities.unescape(r) + "print(rows$hauteur[1])\n"
    if interpreter := shutil.which("Rscript"):  # R is not on every machine that tests
        told = subprocess.run([interpreter, "-e", r_code], capture_output=True, text=True)
        assert re.findall(r"\[1\] (\d+)", told.stdout) == done.stdout.split(), told.stderr
    address = "".join(re.findall(r'"(\S+)",?$', entities.unescape(r), re.MULTILINE))
    assert address.startswith(f"{live_server.url}/api/explore/v2.1/catalog/datasets/arbres/")
    assert address in code.replace('"\n    "', "")
    assert 'read.csv(address, sep = ";", fileEncoding = "UTF-8-BOM")' in entities.unescape(r)
    assert store.store().versions()


test_the_example_in_python_gives_the_rows_of_the_view = pytest.mark.django_db(transaction=True)(
    test_the_example_in_python_gives_the_rows_of_the_view
)
