"""Records of other registers as drafts: seen first, written whole or not at all, and by command."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from parvis.algorithms import exporting, importing
from parvis.algorithms.formats import roundtrip, terms
from parvis.algorithms.formats.files import FORMATS, READ
from parvis.algorithms.models import Algorithm
from parvis.records import bulk, publishing
from parvis.records.desk import sheet
from parvis.records.models import Published
from tests import makers
from tests.algorithms.makers import algorithm, published
from tests.records.desk.conftest import signed

__all__ = ["signed"]
pytestmark = pytest.mark.django_db
IMPORT = "/espace-agents/fiches/algorithm/import/"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "algorithms"
FOREIGN = [
    {"name": "Zoeker", "description_short": "Zoekt iets.", "status": "In gebruik", "dpia": "Ja",
     "goal": "Iets vinden", "organization": "Gemeente", "contact_email": "a@gemeente.example"},
    {"name": "Teller", "description_short": "Telt.", "status": "Buiten gebruik", "strange": [1]},
]  # fmt: skip


def public_entries() -> dict[str, dict[str, Any]]:
    rows = list(Published.objects.filter(type="algorithm"))
    return {entry["title"]: entry for entry in exporting.entries(rows)}


def test_what_comes_in_goes_out_as_it_came() -> None:
    home = makers.organisation()
    plan = importing.plan(json.dumps(FOREIGN).encode(), home)
    assert [line.outcome for line in plan.lines] == [sheet.CREATED, sheet.CREATED]
    plan.write(None)
    made = list(Algorithm.objects.all())
    assert not any(one.live for one in made)
    for one in made:
        one.purpose = one.purpose or "Tellen"
    bulk.save_many(made)
    shape, entries = READ["nl"].shape, public_entries()
    assert shape.to(entries["Zoeker"]) == FOREIGN[0]
    assert shape.to(entries["Teller"]) == FOREIGN[1] | {"goal": "À quoi il sert : Tellen"}


@pytest.mark.skipif(not SHARED.exists(), reason="the files of other registers are not here")
def test_the_68_real_summaries_come_in_as_records_and_go_out_without_loss() -> None:
    data = (SHARED / "atrs-records-uk.json").read_bytes()
    plan = importing.plan(data, makers.organisation())
    assert len(plan.created) == 68
    assert not plan.refused
    plan.write(None)
    shape = READ["atrs-summary"].shape
    for one in json.loads(data)["records"]:
        row = Algorithm.objects.get(title=one["tool_name"], page_url=one["url"])
        assert shape.to(importing.as_entry(row)) == one


@pytest.mark.parametrize("name", ["own", "own-csv"])
def test_our_own_files_give_back_every_field(name: str) -> None:
    home = makers.organisation(title="Ville des Tilleuls")
    plan = importing.plan(FORMATS[name].write(roundtrip.examples()), home)
    assert [line.errors for line in plan.lines] == [[]] * len(roundtrip.examples())
    plan.write(None)
    for before in roundtrip.examples():
        row = Algorithm.objects.get(title=before["title"])
        after = importing.as_entry(row)
        for line in roundtrip.crosswalk():
            if line.field != "id":  # the address is that of this portal
                assert all(roundtrip.survives(line, before, after)), line.field


def test_a_second_import_leaves_what_is_there() -> None:
    home, data = makers.organisation(), json.dumps(FOREIGN).encode()
    importing.plan(data, home).write(None)
    again = importing.plan(data, home)
    assert len(again.unchanged) == 2
    assert not again.created


def test_every_wrong_value_is_told_and_nothing_is_written() -> None:
    wrong = [
        {"title": "A", "begins_on": "demain"},
        {"title": "B", "contributions": [{"degree": "x"}]},
    ]
    plan = importing.plan(json.dumps(wrong).encode(), makers.organisation())
    assert [len(line.errors) > 0 for line in plan.lines] == [True, True]
    assert "demain" in " ".join(sentence for _label, sentence in plan.lines[0].errors)


def test_a_draft_decision_is_never_named_by_a_file() -> None:
    """A key that names a record nobody may see stays a name."""
    source = {"title": "A", "contributions": [{"decision": "decision/cachee", "degree": "informs",
                                               "decision_name": "Une décision"}]}  # fmt: skip
    [line] = importing.plan(json.dumps([source]).encode(), makers.organisation()).lines
    [part] = line.draft.contributions.get_object_list()
    assert part.decision is None
    assert part.decision_name == "Une décision"


def test_at_the_desk_one_sees_before_anything_is_written(signed: Any) -> None:
    home = makers.organisation()
    client = signed(makers.member(home, "steward"))
    file = SimpleUploadedFile("registre.json", json.dumps(FOREIGN).encode())
    page = client.post(IMPORT, {"file": file})
    assert "2 fiches créées" in page.content.decode()
    assert not Algorithm.objects.exists()
    content = page.context["form"].initial["content"]
    assert client.post(IMPORT, {"content": content}).status_code == 302
    assert Algorithm.objects.filter(organisation=home, live=False).count() == 2


def test_who_writes_for_several_says_whose_the_algorithms_are(signed: Any) -> None:
    above = makers.organisation(kind="metropolis")
    home = makers.organisation(kind="service", parent=above)
    client = signed(makers.member(above, "steward"))
    data = json.dumps(FOREIGN).encode()

    def send(**more: Any) -> str:
        file = SimpleUploadedFile("x.json", data)
        return client.post(IMPORT, {"file": file} | more).content.decode()

    assert "Dites qui en répond" in send()
    assert "fiches créées" not in send(organisation=makers.organisation().pk)
    page = send(organisation=home.pk)
    assert "2 fiches créées" in page
    content = page.split('name="content" value="')[1].split('"')[0]
    kept = page.split('name="organisation" value="')[1].split('"')[0]
    assert kept == str(home.pk)
    client.post(IMPORT, {"content": content, "organisation": kept})
    assert Algorithm.objects.filter(organisation=home, live=False).count() == 2


def test_at_the_desk_a_file_that_is_not_ours_says_why(signed: Any) -> None:
    client = signed(makers.member(makers.organisation(), "steward"))
    for data, sentence in ((b"[1]", "n’est pas une liste"), (b'[{"a": 1}]', "reconnaissons pas")):
        page = client.post(IMPORT, {"file": SimpleUploadedFile("x.json", data)})
        assert sentence in page.content.decode()


def test_the_desk_s_own_csv_still_changes_records(signed: Any) -> None:
    home = makers.organisation()
    one = algorithm(organisation=home)
    published(one)
    client = signed(makers.member(home, "steward"))
    data = f"slug,title,cost\r\n{one.slug},{one.title},12 €\r\n".encode()
    page = client.post(IMPORT, {"file": SimpleUploadedFile("x.csv", data)})
    assert "1 fiche modifiée" in page.content.decode()


def test_by_command(tmp_path: Path) -> None:
    home, file, out = makers.organisation(), tmp_path / "a.json", StringIO()
    file.write_text(json.dumps(FOREIGN))
    named = {"organisation": home.slug, "json": True, "stdout": out}
    call_command("algorithms", str(file), dry_run=True, **named)
    assert json.loads(out.getvalue())["created"] == 2
    assert not Algorithm.objects.exists()
    call_command("algorithms", str(file), **named)
    assert Algorithm.objects.count() == 2
    with pytest.raises(CommandError, match="rien"):
        call_command("algorithms", str(file), organisation="rien")
    file.write_text("[]")
    with pytest.raises(CommandError, match="reconnaissons"):
        call_command("algorithms", str(file), organisation=home.slug)


def test_the_inventory_goes_out_row_by_row_as_it_would_whole(client: Client) -> None:
    """Columns that some source had of its own stand in the head, before any row is read."""
    foreign = {
        "source": {"Vu par": "Anne\nPaul", "Étage": "2"},
        "order": ["Vu par", "title", "Étage"],
    }
    published(algorithm(title="B"), algorithm(title="A"))
    published(*[algorithm(title=f"C {n}", origin={"own-csv": foreign}) for n in range(2)])
    rows = list(Published.objects.filter(type="algorithm").order_by("title"))
    for format in FORMATS.values():
        answer = client.get(f"/algorithmes/inventaire.{format.ending}")
        assert answer.streaming
        assert answer.getvalue() == format.write(exporting.entries(rows))
    table = client.get("/algorithmes/inventaire.csv").getvalue().decode("utf-8-sig")
    assert table.splitlines()[0].endswith('"Vu par","Étage"')
    publishing.withdraw_many(Algorithm.objects.all())
    for format in FORMATS.values():
        answer = client.get(f"/algorithmes/inventaire.{format.ending}")
        assert answer.getvalue() == format.write([])


def test_the_inventory_in_each_format(client: Client) -> None:
    one = algorithm(title="Calcul public", code_url="https://git.example/a")
    published(one)
    published(algorithm(title="Calcul interne", circle=2))
    for format in FORMATS.values():
        answer = client.get(f"/algorithmes/inventaire.{format.ending}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == format.media_type
        records = format.read(answer.getvalue())
        assert [record[format.shape.title_key] for record in records] in (
            ["Calcul public"],
            [[{"locale": "fr", "value": "Calcul public"}]],
        )
    only = client.get(f"/algorithmes/inventaire.json?slug={one.slug}").json()
    assert [record["title"] for record in only] == ["Calcul public"]
    assert client.get("/algorithmes/inventaire.json?slug=rien").status_code == 404
    assert client.get("/algorithmes/inventaire.xml").status_code == 404
    fields = client.get("/algorithmes/inventaire.schema.json").json()["fields"]
    assert [field["name"] for field in fields] == list(FORMATS["own-csv"].shape.pieces)
    assert not terms.is_empty(fields)
