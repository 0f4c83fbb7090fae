"""A scanned table is tied to a data set that exists: what a steward wrote there stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from parvis.catalogue.models import Dataset, TableColumn
from parvis.catalogue.scanned import actions
from parvis.catalogue.scanned.models import Decision
from parvis.catalogue.scanned.run import scan
from parvis.catalogue.scanned.tie import tie
from parvis.records import bulk
from tests.records.desk.conftest import signed, town  # noqa: F401

pytestmark = pytest.mark.django_db
BASES = "/espace-agents/bases/"


@pytest.fixture
def table(source):
    scan(source)
    return source.tables.get(name="presence")


def dataset(organisation, slug="presences", live=True, **values):
    values = {"title": "Présences", "summary": "Écrit par nous.", **values}
    record = Dataset(slug=slug, organisation=organisation, live=live, **values)
    record.dictionary = [
        TableColumn(name="jour", title="Le jour compté", position=0),
        TableColumn(name="autre", meaning="Ajouté à la main.", position=1),
    ]
    if live:
        bulk.save_many([record])
    else:
        record.save()
        record.save_revision()
    return Dataset.objects.get(pk=record.pk)


def draft_of(record):
    return Dataset.objects.get(pk=record.pk).get_latest_revision_as_object()


def confirm(town, table):  # noqa: F811
    column = table.columns.get(name="nom_enfant")
    actions.judge(town.steward, table, [column.pk], "personal")
    hidden = table.columns.get(name="id")
    actions.judge(town.steward, table, [hidden.pk], "discarded")


@pytest.mark.parametrize("live", [True, False])
def test_columns_and_guesses_complete_the_draft_and_nothing_written_is_lost(
    town, source, table, live  # noqa: F811
):  # fmt: skip
    record = dataset(town.here, live=live)
    confirm(town, table)
    tie(town.steward, source, table, record)
    table.refresh_from_db()
    assert (table.dataset, table.decision, table.decided_by) == (
        record, Decision.KEPT, town.steward,
    )  # fmt: skip
    draft = draft_of(record)
    columns = {row.name: row for row in draft.dictionary.get_object_list()}
    assert list(columns) == ["jour", "autre", "nb_presents", "nom_enfant"]
    assert columns["jour"].title == "Le jour compté"
    assert columns["jour"].type == "date"
    assert columns["autre"].meaning == "Ajouté à la main."
    assert columns["nom_enfant"].personal_data is True
    assert (draft.summary, draft.application) == ("Écrit par nous.", source.application)
    assert draft.personal_data is True
    assert draft.access_level == table.access
    kept = Dataset.objects.get(pk=record.pk)
    assert kept.live == live
    assert kept.dictionary.count() == 2  # what is public changes when the draft is published


def test_what_a_steward_said_is_not_overwritten(town, source, table):  # noqa: F811
    record = dataset(town.here, personal_data=False, access_level="secret")
    tie(town.steward, source, table, record)
    draft = draft_of(record)
    assert (draft.personal_data, draft.access_level) == (False, "secret")


def test_a_contradiction_is_said_and_nothing_is_tied(town, source, table):  # noqa: F811
    record = dataset(town.here, personal_data=False)
    confirm(town, table)
    with pytest.raises(ValidationError, match="nom_enfant"):
        tie(town.steward, source, table, record)
    table.refresh_from_db()
    assert table.dataset is None
    assert not Dataset.objects.get().has_unpublished_changes


def test_an_open_draft_is_completed_and_stays(town, source, table):  # noqa: F811
    record = dataset(town.here)
    record.title = "Un titre en cours"
    record.save_revision(user=town.writer)
    tie(town.steward, source, table, Dataset.objects.get(pk=record.pk))
    assert draft_of(record).title == "Un titre en cours"
    assert len(draft_of(record).dictionary.get_object_list()) == 5


def test_tying_twice_changes_nothing_more(town, source, table):  # noqa: F811
    record = dataset(town.here)
    for _time in range(2):
        tie(town.steward, source, table, Dataset.objects.get(pk=record.pk))
    names = [row.name for row in draft_of(record).dictionary.get_object_list()]
    assert len(names) == len(set(names)) == 5


@pytest.mark.parametrize("who", ["writer", "privacy", "stranger", "nobody"])
def test_only_those_who_answer_for_both_tie_them(town, source, table, who):  # noqa: F811
    record = dataset(town.here)
    with pytest.raises(PermissionDenied):
        tie(getattr(town, who), source, table, record)
    with pytest.raises(PermissionDenied):
        tie(town.steward, source, table, dataset(town.elsewhere, "ailleurs"))
    table.refresh_from_db()
    assert table.dataset is None
    assert not Dataset.objects.filter(has_unpublished_changes=True).exists()


def test_a_record_that_somebody_locked_or_a_table_that_is_gone_says_so(town, source, table):  # noqa: F811
    record = dataset(town.here)
    Dataset.objects.filter(pk=record.pk).update(
        locked=True, locked_by=town.chief, locked_at=timezone.now()
    )
    with pytest.raises(ValidationError, match="verrouillée"):
        tie(town.steward, source, table, Dataset.objects.get(pk=record.pk))
    Dataset.objects.filter(pk=record.pk).update(locked=False, locked_by=None)
    type(table).objects.filter(pk=table.pk).update(gone=timezone.now())
    with pytest.raises(ValidationError, match="a disparu"):
        tie(town.steward, source, table, Dataset.objects.get(pk=record.pk))


@pytest.mark.parametrize(
    ("text", "said", "tied"),
    [
        ("Présences (presences)", "La table est reliée à « Présences »", True),
        ("présences", "La table est reliée à « Présences »", True),
        ("Ailleurs", "Aucune fiche ne s’appelle « Ailleurs »", False),
        ("", "Écrivez le nom du jeu de données.", False),
    ],
)
def test_it_is_named_on_the_screen_of_the_table(town, signed, source, table, text, said, tied):  # noqa: F811
    dataset(town.here)
    dataset(town.elsewhere, "ailleurs", title="Ailleurs")
    path = f"{BASES}{source.pk}/tables/{table.pk}/"
    steward = signed(town.steward)
    answer = steward.post(path, {"action": "table:tie", "dataset": text}, follow=True)
    page = answer.content.decode()
    assert said in page
    table.refresh_from_db()
    assert (table.dataset is not None) == tied
    assert ("Jeu de données : Présences." in page) == tied


def test_only_what_one_may_change_is_suggested(town, signed, source):  # noqa: F811
    dataset(town.here)
    dataset(town.elsewhere, "presences-ailleurs", title="Présences ailleurs")
    path = "/espace-agents/choisir/dataset/noms/"
    asked = {"q": "presences", "verbe": "change"}
    mine = signed(town.steward).get(path, asked).json()["names"]
    theirs = signed(town.stranger).get(path, asked).json()["names"]
    assert mine == ["Présences (presences)"]
    assert theirs == ["Présences ailleurs (presences-ailleurs)"]
