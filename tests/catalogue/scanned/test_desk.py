"""The steward's screens: what one sees, decides and may not touch, whoever asks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parvis.catalogue.models import Application, Dataset, ScannedSource
from parvis.catalogue.scanned.models import Decision, ScannedColumn, ScannedTable
from parvis.catalogue.scanned.run import scan
from parvis.records import bulk
from tests.records.desk.conftest import signed, town  # noqa: F401

pytestmark = pytest.mark.django_db
BASES = "/espace-agents/bases/"


@pytest.fixture
def scanned(source):
    scan(source)
    return source


def test_a_steward_keeps_one_table_and_discards_another(town, signed, scanned):  # noqa: F811
    steward = signed(town.steward)
    assert "Crèches" in steward.get(BASES).content.decode()
    here = f"{BASES}{scanned.pk}/"
    page = steward.get(here).content.decode()
    assert "Suit les versions de l’application" in page
    keys = dict(scanned.tables.values_list("name", "pk"))
    steward.post(here, {"action": "kept", "table": [keys["presence"]]})
    steward.post(here, {"action": "discarded", "table": [keys["django_migrations"], "x", "9" * 30]})
    found = dict(scanned.tables.values_list("name", "decision"))
    assert found == {
        "presence": "kept", "django_migrations": "discarded", "etablissement": "undecided",
    }  # fmt: skip
    page = steward.get(f"{here}?voir=kept").content.decode()
    assert "presence" in page
    assert "django_migrations" not in page
    table = steward.get(f"{here}tables/{keys['presence']}/").content.decode()
    assert f"/espace-agents/fiches/dataset/edit/{Dataset.objects.get().pk}/" in table
    assert "nom_enfant" in table


def test_a_suspicion_is_confirmed_or_denied(town, signed, scanned):  # noqa: F811
    column = ScannedColumn.objects.get(name="nom_enfant")
    here = f"{BASES}{scanned.pk}/tables/{column.table_id}/"
    for word, said in (("personal", True), ("not-personal", False)):
        signed(town.steward).post(here, {"action": f"column:{word}", "column": [column.pk]})
        column.refresh_from_db()
        assert (column.confirmed, column.confirmed_by) == (said, town.steward)


def test_a_column_of_another_table_is_not_touched(town, signed, scanned):  # noqa: F811
    column = ScannedColumn.objects.get(name="nom_enfant")
    other = scanned.tables.exclude(pk=column.table_id).first()
    here = f"{BASES}{scanned.pk}/tables/{other.pk}/"
    signed(town.steward).post(here, {"action": "column:personal", "column": [column.pk]})
    column.refresh_from_db()
    assert column.confirmed is None


def test_a_database_is_added_and_its_password_stays(town, signed, source):  # noqa: F811
    steward = signed(town.steward)
    values = {
        "application": source.application_id, "organisation": town.here.pk, "user": "lecture",
        "address": "postgresql://base.ville.example:5432/creches", "password": "Secret essai",
    }  # fmt: skip
    assert steward.post(f"{BASES}ajouter/", values).status_code == 302
    added = ScannedSource.objects.get(user="lecture")
    assert (added.password, added.steward) == ("Secret essai", town.steward)
    here = f"{BASES}{added.pk}/modifier/"
    assert "Secret essai" not in steward.get(here).content.decode()
    steward.post(here, values | {"password": ""})
    added.refresh_from_db()
    assert added.password == "Secret essai"
    steward.post(here, values | {"password": "", "address": "postgresql://pirate.example:5432/b"})
    added.refresh_from_db()
    assert added.password == ""  # it does not follow to another server


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://moi:mdp@base.example/b", "retirez-les"),
        ("oracle://base.example/b", "ne sont pas lues"),
        ("rien", "n’est pas complète"),
    ],
)
def test_a_wrong_address_says_what_to_mend(town, signed, source, address, sentence):  # noqa: F811
    values = {
        "application": source.application_id, "organisation": town.here.pk, "address": address,
    }  # fmt: skip
    answer = signed(town.steward).post(f"{BASES}ajouter/", values)
    assert sentence in answer.content.decode()
    assert ScannedSource.objects.count() == 1


def test_another_s_application_cannot_be_chosen(town, signed, source):  # noqa: F811
    theirs = Application(title="Leur logiciel", slug="leur", organisation=town.elsewhere)
    bulk.save_many([theirs])
    values = {
        "application": theirs.pk, "organisation": town.here.pk, "address": "mysql://b.example/b",
    }  # fmt: skip
    assert signed(town.steward).post(f"{BASES}ajouter/", values).status_code == 200
    assert ScannedSource.objects.count() == 1


def state():
    return (
        list(ScannedSource.objects.values()), list(ScannedTable.objects.values()),
        list(ScannedColumn.objects.values()), Dataset.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize("who", ["writer", "privacy", "stranger", "nobody"])
@pytest.mark.parametrize("where", ["", "ajouter/", "{}/", "{}/modifier/", "{}/tables/{}/"])
def test_nobody_else_sees_or_changes_it(town, signed, scanned, who, where):  # noqa: F811
    table = scanned.tables.get(name="presence")
    path = BASES + where.format(scanned.pk, table.pk)
    browser, before = signed(getattr(town, who)), state()
    own = who == "stranger" and where in {"", "ajouter/"}  # they have databases of their own
    attacks = [{"action": word, "table": [table.pk], "column": [c.pk for c in table.columns.all()]}
               for word in ("scan", "kept", "table:kept", "column:personal")]  # fmt: skip
    attacks.append({
        "application": scanned.application_id, "organisation": town.here.pk,
        "address": "mysql://pirate.example/b",
    })  # fmt: skip
    answers = [browser.get(path), *(browser.post(path, attack) for attack in attacks)]
    allowed = {200, 405} if own else {302, 403, 404}
    assert {answer.status_code for answer in answers} <= allowed
    assert not any("Crèches" in answer.content.decode() for answer in answers)
    assert state() == before


def test_the_chief_and_the_administrator_see_it(town, signed, scanned):  # noqa: F811
    for user in (town.chief, town.administrator):
        assert signed(user).get(f"{BASES}{scanned.pk}/").status_code == 200


def test_the_table_of_another_database_is_not_found(town, signed, scanned):  # noqa: F811
    other = ScannedSource.objects.create(
        application=scanned.application, organisation=town.here, address="mysql://b.example/b"
    )
    table = scanned.tables.first()
    assert signed(town.steward).get(f"{BASES}{other.pk}/tables/{table.pk}/").status_code == 404


@pytest.mark.parametrize("where", ["", "{}/", "{}/tables/{}/"])
def test_lists_are_paged_and_ask_as_much_for_many(town, signed, scanned, where):  # noqa: F811
    table = scanned.tables.get(name="presence")
    path, steward = BASES + where.format(scanned.pk, table.pk), signed(town.steward)

    def queries():
        steward.get(path)
        with CaptureQueriesContext(connection) as caught:
            page = steward.get(path).content.decode()
        return len(caught), page

    few, _page = queries()
    for n in range(60):
        made = ScannedSource.objects.create(
            application=scanned.application,
            organisation=town.here,
            address=f"mysql://b.example/{n}",
        )
        made.runs.create(state="done")
        scanned.tables.create(name=f"t{n}", title=f"T{n}")
        table.columns.create(name=f"c{n}", position=n)
    many, page = queries()
    assert many == few
    assert "Page 1 sur 2" in page


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(voir=st.text(max_size=20), p=st.text(max_size=20))
def test_no_address_breaks_a_list(town, signed, scanned, voir, p):  # noqa: F811
    answer = signed(town.steward).get(f"{BASES}{scanned.pk}/", {"voir": voir, "p": p})
    assert answer.status_code in {200, 404}


@pytest.mark.parametrize("action", ["", "rien", "column:rien", "table:scan", Decision.KEPT])
def test_an_unknown_action_changes_nothing(town, signed, scanned, action):  # noqa: F811
    table, before = scanned.tables.first(), state()
    path = f"{BASES}{scanned.pk}/tables/{table.pk}/"
    assert (
        signed(town.steward).post(path, {"action": action, "table": [table.pk]}).status_code == 302
    )
    assert state() == before
