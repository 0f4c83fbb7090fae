"""`parvis load`: a file becomes rows of a data set; `parvis lake` looks after them."""

import json
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from parvis.catalogue import loading
from parvis.catalogue.models import Dataset
from parvis.lake import rows
from parvis.lake.models import Pointer, Version
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.store import store
from parvis.lake.versions import manifest_name
from tests.lake.makers import CONTEXT, lake, trees
from tests.makers import person

__all__ = ["lake"]
pytestmark = pytest.mark.django_db

CSV = "insee;e-mail;nom;part\n35238;a@b.fr;Rennes;12 %\n35047;c@d.fr;Bruz;3 %\n"


def run(*words):
    out = StringIO()
    call_command(*map(str, words), "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def towns(tmp_path):
    path = tmp_path / "communes.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_an_unknown_data_set_becomes_a_draft_whose_rows_nobody_gets_yet(lake, towns):
    said = run("load", towns, "--dataset", "communes-de-la-metropole")
    record = Dataset.objects.get(slug="communes-de-la-metropole")
    assert (record.live, record.title) == (False, "Communes de la metropole")
    assert record.latest_revision is not None
    assert said["dataset"] == record.slug
    assert said["rows"] == 2
    assert said["columns"] == [
        {"name": "insee", "type": "text", "meaning": "code_commune"},
        {"name": "e_mail", "type": "text", "meaning": "email"},
        {"name": "nom", "type": "text", "meaning": None},
        {"name": "part", "type": "text", "meaning": None},
    ]
    assert any("e-mail" in warning and "personne" in warning for warning in said["warnings"])
    assert any("12 %" in warning and "pourcentages" in warning for warning in said["warnings"])
    assert rows.current(record.uuid) is None


def test_published_rows_are_read_and_loading_again_changes_nothing(lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", 50)
    said = run("load", path, "--dataset", "arbres", "--publish")
    record = Dataset.objects.get(slug="arbres")
    pointer = Pointer.objects.get(dataset=record.uuid)
    assert run("load", path, "--dataset", "arbres", "--publish") == said
    assert Version.objects.count() == 1
    assert Pointer.objects.get(dataset=record.uuid).published == pointer.published
    opened = rows.opened(rows.current(record.uuid))
    assert opened.total(odsql.query(), PUBLIC, CONTEXT) == 50 == said["rows"]
    assert said["columns"][-1] == {"name": "shape", "type": "point", "meaning": "geometry"}


def test_a_type_given_by_hand_is_kept(lake, tmp_path):
    path = trees(tmp_path / "arbres.csv", 5)
    said = run("load", path, "--dataset", "arbres", "--type", "hauteur=text")
    assert {each["name"]: each["type"] for each in said["columns"]}["hauteur"] == "text"


def test_nothing_of_a_dropped_column_reaches_the_lake(lake, towns):
    said = run("load", towns, "--dataset", "communes", "--drop", "e-mail", "--drop", "part")
    assert [each["name"] for each in said["columns"]] == ["insee", "nom"]
    assert said["warnings"] == []  # a doubt would quote a value, `12 %`
    manifest = store().manifest(said["version"])
    assert [each["name"] for each in manifest["profile"]["columns"]] == ["insee", "nom"]
    kept = duckdb.read_parquet(str(store().rows_path(manifest["sha256"])))
    assert kept.columns == ["insee", "nom"]
    assert sorted(kept.fetchall()) == [("35047", "Bruz"), ("35238", "Rennes")]


def test_rows_whose_coordinates_are_dropped_have_no_place(lake, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("nom;latitude;longitude\nA;48.11;-1.68\nB;48.12;-1.67\n", "utf-8")
    assert run("load", path, "--dataset", "lieux")["columns"][-1]["name"] == "shape"
    said = run("load", path, "--dataset", "lieux", "--drop", "latitude")
    assert [each["name"] for each in said["columns"]] == ["nom", "longitude"]


@pytest.mark.parametrize(
    ("dropped", "said"),
    [
        (["courriel"], "La colonne courriel n’existe pas"),
        (["insee", "e-mail", "nom", "part"], "gardez-en au moins une"),
    ],
)
def test_a_column_that_cannot_be_dropped_is_refused(lake, towns, dropped, said):
    words = [word for each in dropped for word in ("--drop", each)]
    with pytest.raises(CommandError, match=said):
        run("load", towns, "--dataset", "communes", *words)
    assert not Dataset.objects.filter(slug="communes").exists()


@pytest.mark.parametrize(
    ("content", "slug", "said"),
    [
        (b"a;b\n1;\x00\n", "arbres", "Ligne 2"),
        (b"a;b\n1;2\n", "Arbres de la ville", "--dataset Arbres de la ville"),
        (b"a;b\n1;2\n", "qualite", "adresse d’une autre page"),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing(lake, tmp_path, content, slug, said):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    out = StringIO()
    with pytest.raises(CommandError, match=said) as refused:
        call_command("load", str(path), "--dataset", slug, "--json", stdout=out)
    assert refused.value.returncode == 1
    assert json.loads(out.getvalue())["errors"] == [str(refused.value)]
    assert not Dataset.objects.exists()
    assert not Version.objects.exists()
    assert lake.versions() == []
    assert list((lake.root / "aside").iterdir()) == []


def test_someone_without_a_role_may_not(lake, towns):
    with pytest.raises(PermissionDenied):
        loading.load(towns, "communes", by=person())
    assert lake.versions() == []


def test_the_lake_verifies_and_forgets_what_nothing_points_to(lake, towns):
    kept = run("load", towns, "--dataset", "communes")["version"]
    assert run("lake", "verify") == {"ok": True, "checked": 1, "broken": []}
    towns.write_text(CSV.replace("Bruz", "Betton"), encoding="utf-8")
    gone = run("load", towns, "--dataset", "communes")["version"]
    Version.objects.filter(name=gone).delete()
    (lake.root / "aside" / "tmpx" / ".parvis-apart-y").mkdir(parents=True)
    assert run("lake", "collect") == {"collected": 3}
    assert lake.versions() == [kept]
    assert list((lake.root / "aside").iterdir()) == []


def test_the_lake_says_what_is_damaged_or_missing(lake, towns, capsys):
    version = run("load", towns, "--dataset", "communes")["version"]
    rows_file = lake.rows(version)
    rows_file.write_bytes(rows_file.read_bytes()[:-1])
    said = verified()
    assert said["broken"] == [{"path": str(rows_file.relative_to(lake.root)), "cause": "damaged"}]
    lake.shelf.remove(manifest_name(version))
    assert [Path(each["path"]).stem for each in verified()["broken"]] == [version]


def verified():
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("lake", "verify", "--json", stdout=out)
    assert ended.value.code == 1
    said = json.loads(out.getvalue())
    assert said["ok"] is False
    return said
