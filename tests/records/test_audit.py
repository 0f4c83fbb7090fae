"""`parvis audit verify`: what is changed behind the application's back is named."""

import json

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from parvis.organisations.models import Organisation
from parvis.records import canonical, chain, erasure, publishing
from parvis.records.audit import Audit
from parvis.records.models import HistoryEntry, Link, Published
from tests import makers

pytestmark = pytest.mark.django_db


def problems() -> list[str]:
    return [fault.problem for fault in Audit().faults()]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_sound_portal_has_no_fault():
    parent = makers.organisation()
    child = makers.organisation(parent=parent, contact="a@ville.example", hidden_fields=["contact"])
    makers.organisation(live=False)
    child.title = "Direction du vélo"
    child.save()
    publishing.publish_many([child])
    withdrawn, archived, erased = (makers.organisation() for _n in range(3))
    publishing.withdraw_many([withdrawn])
    publishing.withdraw_many([archived], state=Published.State.ARCHIVED)
    erasure.erase(erased, by=None)
    audit = Audit()
    assert list(audit.faults()) == []
    assert audit.checked == HistoryEntry.objects.count() + Published.objects.count() == 14
    assert audit.head[0] == 9


def test_a_draft_of_a_live_record_is_no_fault():
    service = makers.organisation()
    service.title = "Titre de travail"
    service.save_revision()
    assert problems() == []


def test_a_row_changed_by_sql_is_named_with_its_field_and_both_values():
    makers.organisation(title="Direction des jardins", slug="jardins")
    sql("UPDATE organisations_organisation SET title = 'Piraté' WHERE slug = 'jardins'")
    (problem,) = problems()
    assert problem.startswith("organisation/jardins")
    assert "titre" in problem
    assert "« Direction des jardins »" in problem
    assert "« Piraté »" in problem


def test_a_record_deleted_by_sql_is_named():
    service = makers.organisation(slug="perdue")
    Organisation.objects.filter(pk=service.pk)._raw_delete("default")
    (problem,) = problems()
    assert problem.startswith("organisation/perdue")


def test_a_record_put_in_line_or_taken_off_by_sql_is_named():
    makers.organisation(slug="hors-ligne", live=False)
    makers.organisation(slug="en-ligne")
    Organisation.objects.filter(slug="hors-ligne").update(live=True)
    Organisation.objects.filter(slug="en-ligne").update(live=False)
    assert sorted(p.split(" :")[0] for p in problems()) == [
        "organisation/en-ligne",
        "organisation/hors-ligne",
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [("title", "Autre"), ("slug", "autre"), ("circle", 2), ("state", "withdrawn"), ("sequence", 0)],
)
def test_a_changed_column_of_a_published_row_is_a_fault(column, value):
    makers.organisation()
    Published.objects.update(**{column: value})
    assert column in [fault.field for fault in Audit().faults()]


def test_a_changed_publication_is_compared_with_history():
    service = makers.organisation(website="https://ville.example")
    row = Published.objects.get(pk=service.uuid)
    changed = row.content | {"website": "https://pirate.example"}
    Published.objects.update(projection=canonical.encode(changed))
    found = [fault for fault in Audit().faults() if fault.field == "website"]
    assert len(found) == 2  # against history, and against the record itself
    assert "pirate.example" in found[0].problem


def test_an_unreadable_publication_is_a_fault():
    makers.organisation()
    Published.objects.update(projection=b"{")
    assert any("illisible" in problem for problem in problems())


def test_a_link_added_or_removed_by_sql_is_a_fault():
    parent, other = makers.organisation(), makers.organisation()
    child = makers.organisation(parent=parent)
    Link.objects.filter(subject=child.uuid).update(object=other.uuid)
    assert [fault.field for fault in Audit().faults()] == ["links", "links"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"why": "Autre raison"}, "contenu"),
        ({"projection": b"{}"}, "contenu"),
        ({"projection": None}, "contenu"),
        ({"by": "4d4c9ea1-7b6e-4d12-8c26-7a23c22e1c41"}, "auteur"),
        ({"kind": "archive"}, "auteur"),
        ({"previous": b"x" * 32}, "ne suit pas"),
        ({"nonce": None, "projection": None}, "sans effacement déclaré"),
    ],
)
def test_a_changed_entry_breaks_the_chain(change, says):
    first, _second = makers.organisation(), makers.organisation()
    HistoryEntry.objects.filter(record=first.uuid).update(**change)
    assert any(says in problem for problem in problems())


def test_a_removed_entry_is_missed():
    makers.organisation()
    makers.organisation()
    HistoryEntry.objects.filter(sequence=1).delete()
    found = problems()
    assert any("saute" in problem for problem in found)
    assert any("sans aucune trace" in problem for problem in found)


def test_a_record_whose_publication_was_removed_is_missed():
    service = makers.organisation()
    Published.objects.filter(pk=service.uuid).delete()
    assert any(str(service.uuid) in problem for problem in problems())


def test_a_change_of_format_appends_and_verifies():
    service = makers.organisation()
    row = Published.objects.get(pk=service.uuid)
    content = row.content | {"layout": 2}
    with transaction.atomic():
        change = chain.Change(service.uuid, "format", canonical.encode(content))
        (entry,) = chain.append([change], by=None)
        row.projection, row.sequence = canonical.encode(content), entry.sequence
        row.save()
    assert [entry.kind for entry in HistoryEntry.objects.all()] == ["publish", "format"]
    assert problems() == []


def test_the_command_says_it_in_json_and_by_its_status(capsys):
    makers.organisation(slug="jardins")
    call_command("audit", "verify", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["checked"], said["broken"]) == (True, 2, [])
    assert said["head"]["sequence"] == 1
    sql("UPDATE organisations_organisation SET title = 'Piraté', population = 3")
    with pytest.raises(SystemExit) as stop:
        call_command("audit", "verify", "--json")
    assert stop.value.code == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["ok"]
    assert [fault["field"] for fault in said["broken"]] == ["population", "title"]


def test_the_command_speaks_to_people_too(capsys):
    makers.organisation()
    call_command("audit", "verify")
    assert "Tout se tient" in capsys.readouterr().out
    sql("UPDATE organisations_organisation SET title = 'Piraté'")
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    assert "« Piraté »" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_it_reads_one_snapshot_outside_a_transaction():
    makers.organisation()
    audit = Audit()
    faults = audit.faults()
    assert next(faults, None) is None
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"
    assert not connection.in_atomic_block
