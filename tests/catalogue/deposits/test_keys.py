"""A producer says what tells one row from another: proposed, looked at on all rows, kept for the
files that come after, told when one breaks it."""

from __future__ import annotations

import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from parvis.catalogue import loading
from parvis.catalogue.deposits import actions, reading
from parvis.catalogue.deposits.actions import Decided
from parvis.catalogue.dictionary import TableColumn
from parvis.catalogue.live import actions as live
from parvis.catalogue.live.models import Feed
from parvis.catalogue.models import Dataset, Distribution, Edition, RowKey
from parvis.catalogue.rows import keys
from parvis.catalogue.rows.keys import KeyProblem
from parvis.lake import rows
from parvis.records import bulk
from tests.catalogue.deposits.test_screens import at, bring, text

SCHOOLS = "école;rue;année;places\nA;Haute;2024;3\nB;;2024;3\nA;Haute;2025;4\n"
NEXT = "école;rue;année;places\nA;Haute;2024;3\nB;;2024;5\nC;;2025;4\n"
TWICE = "école;rue;année;places\nA;Haute;2024;3\nA;Haute;2024;5\n"


@pytest.fixture
def deposit(town, works, brought):
    return given(town, works, brought, SCHOOLS)


def given(town, works, brought, content):
    made = actions.give(town.steward, works, "ecoles.csv", brought(content).chunks())
    reading.read(made.pk)
    made.refresh_from_db()
    return made


def test_what_is_guessed_is_proposed_with_why_and_nothing_is_chosen_yet(
    town, signed, works, brought
):
    page = text(bring(signed(town.writer), works, brought(SCHOOLS)))
    assert "Proposé : « école » ; « année » ensemble : 3 lignes, chacune a ses valeurs" in page
    assert "rue (cellules vides : 1)" in page
    assert not RowKey.objects.exists()
    page = text(bring(signed(town.writer), works, brought("a;b\n1;1\n1;1\n")))
    assert "Nous n’en avons trouvé aucune" in page


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["école"], "La clé « école » ne désigne pas chaque ligne. Lignes qui ont la même qu’une "
                    "autre : 2, par exemple école = A, rue = Haute, année = 202"),
        (["rue"], "Lignes où une valeur manque : 1, par exemple rue = –, école = B"),
        (["école", "rue", "année", "places", "inconnue"], "inconnue"),
        ([], "Cochez au moins une colonne."),
    ],
)  # fmt: skip
def test_a_key_that_does_not_hold_is_refused_at_its_field(town, signed, deposit, columns, said):
    sent = {"action": "key", "choice": "columns", "key": columns}
    answer = signed(town.writer).post(at("deposit", deposit.key), sent)
    assert said in text(answer)
    assert 'class="error-message" role="alert"' in answer.content.decode()
    deposit.refresh_from_db()
    assert deposit.row_key == {}


def test_what_is_chosen_is_kept_once_published_and_the_next_edition_is_told_by_it(
    town, signed, works, brought, deposit
):
    browser, sent = signed(town.steward), {"action": "key", "choice": "columns"}
    browser.post(at("deposit", deposit.key), sent | {"key": ["école", "année"]})
    assert keys.chosen(works.uuid) is None  # readers still have other rows
    browser.post(at("deposit", deposit.key), {"action": "publish"})
    assert keys.chosen(works.uuid) == ["école", "année"]
    after = given(town, works, brought, NEXT)
    assert "Proposé" not in text(browser.get(at("deposit", after.key)))
    browser.post(at("deposit", after.key), {"action": "publish"})
    assert Edition.objects.first().changes == {
        "key": ["ecole", "annee"], "added": 1, "removed": 1, "changed": 1,
    }  # fmt: skip
    assert keys.chosen(works.uuid) == ["école", "année"]


def test_an_edition_that_breaks_it_is_told_and_published_all_the_same(
    town, signed, works, brought, deposit, client
):
    actions.choose_key(town.steward, deposit, ["école", "année"])
    deposit.refresh_from_db()
    actions.publish(town.steward, deposit)
    browser, broken = signed(town.steward), given(town, works, brought, TWICE)
    page = text(browser.get(at("deposit", broken.key)))
    assert "La clé du jeu de données ne tient plus. La clé « école, année » ne désigne pas" in page
    browser.post(at("deposit", broken.key), {"action": "publish"})
    assert rows.current(works.uuid).rows == 2
    changes = Edition.objects.first().changes
    assert changes["instead_of"] == ["école", "année"]
    assert not RowKey.objects.get().holds
    told = text(client.get("/donnees/travaux/donnees/versions/"))
    assert "La clé choisie (« école », « année ») ne désigne pas une seule fois" in told
    told = text(client.get("/donnees/travaux/donnees/colonnes/"))
    assert "Dans ces lignes, elle ne les distingue pas toutes" in told
    again = given(town, works, brought, NEXT)
    actions.publish(town.steward, again)
    assert RowKey.objects.get().holds


def test_none_is_a_choice_and_one_may_go_back_to_guessing(town, signed, works, brought, deposit):
    browser = signed(town.steward)
    browser.post(at("deposit", deposit.key), {"action": "key", "choice": "none"})
    browser.post(at("deposit", deposit.key), {"action": "publish"})
    assert keys.chosen(works.uuid) == []
    after = given(town, works, brought, NEXT)
    browser.post(at("deposit", after.key), {"action": "publish"})
    assert Edition.objects.first().changes == {}
    last = given(town, works, brought, SCHOOLS)
    browser.post(at("deposit", last.key), {"action": "key", "choice": "guess"})
    browser.post(at("deposit", last.key), {"action": "publish"})
    assert keys.chosen(works.uuid) is None
    assert Edition.objects.first().changes["key"] == ["ecole", "annee"]


def test_a_key_chosen_before_the_file_was_read_otherwise_is_looked_at_again(town, deposit):
    actions.choose_key(town.steward, deposit, ["école", "année"])
    deposit.refresh_from_db()
    actions.settle(town.privacy, deposit.dataset, [Decided("année", "drop", "inutile")])
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    with pytest.raises(KeyProblem, match="année"):
        actions.publish(town.steward, deposit)
    assert not RowKey.objects.exists()
    assert not Edition.objects.exists()


def test_the_right_is_asked_and_no_other_state_takes_a_key(town, signed, deposit):
    for nobody in (town.stranger, town.nobody):
        with pytest.raises(PermissionDenied):
            actions.choose_key(nobody, deposit, [])
    sent = {"action": "key", "choice": "columns", "key": ["école", "année"]}
    assert signed(town.privacy).post(at("deposit", deposit.key), sent).status_code in {302, 403}
    actions.withdraw(town.steward, deposit)
    answer = signed(town.steward).post(at("deposit", deposit.key), sent, follow=True)
    assert answer.status_code == 200
    deposit.refresh_from_db()
    assert deposit.row_key == {}


def load(path, *words):
    call_command("load", str(path), "--dataset", "ecoles", "--publish", *words)


def test_the_command_takes_a_key_refuses_one_that_does_not_hold_and_warns(
    town, lake, tmp_path, capsys
):
    path = tmp_path / "ecoles.csv"
    path.write_text(SCHOOLS, encoding="utf-8")
    for wrong, why in (("école", "2, par exemple"), ("nul", "nul"), ("a,b,c,d,e,f", "5 colonnes")):
        with pytest.raises(CommandError, match=why) as refused:
            load(path, "--key", wrong)
        assert str(refused.value).startswith("--key : ")
        assert not Dataset.objects.filter(slug="ecoles").exists()
    load(path, "--key", "école, annee")
    record = Dataset.objects.get(slug="ecoles")
    assert keys.chosen(record.uuid) == ["école", "année"]  # given by a name, kept by a title
    path.write_text(TWICE, encoding="utf-8")
    capsys.readouterr()
    load(path, "--json")
    assert "ne tient plus" in " ".join(json.loads(capsys.readouterr().out)["warnings"])
    load(path, "--key", "")
    assert keys.chosen(record.uuid) == []


def test_titles_that_hold_a_comma_stand_within_quotes():
    titles = ["nom, prénom", 'dit "le grand"', "an"]
    assert keys.parted(keys.joined(titles)) == titles
    assert keys.parted(" a ,, a, b ") == ["a", "b"]
    assert keys.parted("") == []


def test_a_push_key_and_the_key_of_the_data_set_are_one(town, works, brought, deposit):
    feed = Feed(dataset=works, kind=Feed.Kind.PUSH)
    live.save(town.steward, feed, ["école"])
    assert keys.chosen(works.uuid) == ["école"]
    live.push(feed, [{"école": "A", "places": 1}])
    actions.choose_key(town.steward, deposit, ["école", "année"])
    deposit.refresh_from_db()
    with pytest.raises(KeyProblem, match="pushed"):
        actions.publish(town.steward, deposit)
    assert keys.chosen(works.uuid) == ["école"]
    assert not Edition.objects.exists()
    live.stop(town.steward, feed)
    actions.publish(town.steward, deposit)
    again = Feed(dataset=works, kind=Feed.Kind.PUSH)
    live.save(town.steward, again)
    with pytest.raises(live.PushProblem, match="key"):
        live.push(again, [{"école": "A", "places": 1}])


def test_rows_read_again_at_an_address_have_the_key_of_those_that_readers_get(
    town, signed, works, deposit
):
    actions.publish(town.steward, deposit)
    where = f"/espace-agents/depots/jeu/{works.pk}/flux/"
    sent = {"kind": "address", "address": "http://donnees.example/e.csv", "every": 60, "days": 3,
            "silent_after": 0, "key": "école"}  # fmt: skip
    assert "ne désigne pas chaque ligne" in text(signed(town.steward).post(where, sent))
    assert not Feed.objects.exists()
    assert not RowKey.objects.exists()


def test_machines_and_people_are_told(town, works, brought, deposit, client):
    said = [TableColumn(name="école", meaning="L’école."), TableColumn(name="annee")]
    works.dictionary = said
    works.distributions = [Distribution(short="csv", title="CSV", format=f"{FILE_TYPES}CSV",
                                        access_url="https://donnees.example/")]  # fmt: skip
    bulk.save_many([works])
    actions.choose_key(town.steward, deposit, ["école", "année"])
    deposit.refresh_from_db()
    actions.publish(town.steward, deposit)
    page = text(client.get("/donnees/travaux/donnees/colonnes/"))
    assert "Clé : « école » ; « année ». Une ligne s’y reconnaît d’une version à l’autre." in page
    assert "Key: “école”; “année”." in text(client.get("/en/donnees/travaux/donnees/colonnes/"))
    fields = client.get("/api/explore/v2.1/catalog/datasets/travaux").json()["fields"]
    marked = [field["name"] for field in fields if "id" in field["annotations"]]
    assert marked == ["ecole", "annee"]
    turtle = client.get("/id/dataset/travaux.ttl", follow=True).content.decode()
    assert turtle.count("csvw#primaryKey") == 1
    (told,) = re.findall(r'csvw#primaryKey> ("[^;.]+)', turtle)
    assert sorted(re.findall(r'"(\w+)"', told)) == ["annee", "école"]
    loading.published(rows.current(works.uuid), None, (works, []))
    page = text(client.get("/donnees/travaux/donnees/colonnes/"))
    assert "Rien ne distingue ces lignes l’une de l’autre." in page
    fields = client.get("/api/explore/v2.1/catalog/datasets/travaux").json()["fields"]
    assert not [field for field in fields if "id" in field["annotations"]]


FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"


@pytest.mark.django_db(transaction=True)
def test_what_told_pushed_rows_apart_becomes_the_key_and_back():
    executor = MigrationExecutor(connection)
    try:
        old = executor.migrate([("catalogue", "0021_grants")]).apps
        dataset = old.get_model("catalogue", "Dataset").objects.create(title="Flux", slug="flux")
        other = old.get_model("catalogue", "Dataset").objects.create(title="Lu", slug="lu")
        feeds = old.get_model("catalogue", "Feed").objects
        feeds.create(dataset=dataset, kind="push", key=["cle"])
        feeds.create(dataset=other, kind="push", key=[])
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        assert dict(RowKey.objects.values_list("dataset__slug", "columns")) == {"flux": ["cle"]}
        executor = MigrationExecutor(connection)
        old = executor.migrate([("catalogue", "0021_grants")]).apps
        told = old.get_model("catalogue", "Feed").objects.order_by("pk")
        assert [feed.key for feed in told] == [["cle"], []]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
