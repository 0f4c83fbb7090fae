"""A file is brought, read, corrected, decided and published; none of it by who may not."""

from __future__ import annotations

import os

import duckdb
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from parvis.catalogue.deposits import actions, gate, jobs, place, reading
from parvis.catalogue.deposits.actions import Decided, DepositProblem
from parvis.catalogue.deposits.gate import Held
from parvis.catalogue.deposits.models import Deposit, PersonalDecision
from parvis.catalogue.models import Edition
from parvis.lake import rows
from parvis.lake.models import Pointer, Version
from parvis.lake.reading.understand import Choices
from parvis.lake.store import store
from tests.catalogue.deposits.conftest import FAMILIES, WORKS

State = Deposit.State


def given(user, record, text=WORKS, name="travaux.csv"):
    deposit = actions.give(user, record, name, [text.encode()])
    jobs.read_deposit.func(deposit.pk)
    deposit.refresh_from_db()
    return deposit


def said(deposit):
    return place.reading(deposit.key, deposit.reading)


def types(deposit):
    return {each["title"]: each["type"] for each in said(deposit)["columns"]}


def published_rows(record):
    version = Pointer.objects.get(dataset=record.uuid).version
    path = store().rows_path(version.sha256)
    return duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()


def test_a_file_is_understood_out_of_the_lake_then_published(town, works):
    deposit = given(town.writer, works)
    assert (deposit.state, deposit.size, len(deposit.sha256)) == (
        State.READ,
        len(WORKS.encode()),
        64,
    )
    assert types(deposit) == {"rue": "text", "début": "french_date", "montant": "french_decimal"}
    assert said(deposit)["sample"][0] == ["Rue des Lilas", "2026-02-03", "1200.5"]
    assert store().versions() == []
    with pytest.raises(PermissionDenied):
        actions.publish(town.writer, deposit)
    version = actions.publish(town.steward, deposit)
    assert rows.current(works.uuid).pk == version.pk
    assert (version.source, version.by) == ("travaux.csv", town.steward)
    assert Edition.objects.get().version == version
    deposit.refresh_from_db()
    assert (deposit.state, deposit.version) == (State.PUBLISHED, version)
    assert not place.folder(deposit.key).exists()
    with pytest.raises(DepositProblem, match="state"):
        actions.publish(town.steward, deposit)


def test_a_type_is_corrected_a_column_left_out_and_the_next_file_is_read_so(town, works):
    deposit = given(town.writer, works)
    choices = Choices(types={"montant": "text"}, dropped=("début",))
    deposit = actions.choose(town.writer, deposit, choices)
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert types(deposit) == {"rue": "text", "montant": "text"}
    actions.publish(town.steward, deposit)
    after = given(town.writer, works, WORKS + "Rue Basse;01/03/2026;12\n")
    assert types(after) == {"rue": "text", "montant": "text"}
    # another file altogether is read for what it is
    other = given(town.writer, works, "code;nom\n35238;Rennes\n")
    assert types(other) == {"code": "text", "nom": "text"}
    assert other.choices == {}


def test_a_choice_that_does_not_hold_is_refused_and_can_be_taken_back(town, works):
    deposit = given(town.writer, works)
    deposit = actions.choose(town.writer, deposit, Choices(types={"rue": "integer"}))
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    problem = reading.problem_of(deposit)
    assert deposit.state == State.REFUSED
    assert "Rue des Lilas" in problem.sentence()
    assert "ligne 2" in problem.sentence()
    deposit = actions.choose(town.writer, deposit, Choices())
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert deposit.state == State.READ


def test_what_cannot_be_read_says_why_and_is_kept_until_withdrawn(town, works):
    deposit = given(town.writer, works, "a;b\n1;\0\n")
    assert deposit.state == State.REFUSED
    assert "nul" in reading.problem_of(deposit).sentence()
    assert place.given(deposit.key).exists()
    actions.withdraw(town.writer, deposit)
    assert not place.folder(deposit.key).exists()
    with pytest.raises(DepositProblem):
        actions.choose(town.writer, deposit, Choices())


def test_nothing_of_people_is_published_before_the_officer_decided(town, works):
    deposit = given(town.writer, works, FAMILIES, "familles.csv")
    assert deposit.waits == ["naissance", "e-mail"]
    [letter] = mail.outbox
    assert letter.to == [town.privacy.email]
    assert "naissance, e-mail" in letter.body
    assert f"/depots/{deposit.key}/personnes/" in letter.body
    assert "famille.example" not in letter.body
    with pytest.raises(Held) as held:
        actions.publish(town.steward, deposit)
    assert held.value.params == {"columns": "naissance, e-mail"}
    assert rows.current(works.uuid) is None
    for nobody in (town.writer, town.steward, town.stranger, town.nobody):
        with pytest.raises(PermissionDenied):
            actions.decide(nobody, deposit, [Decided("e-mail", "keep", "parce que")])
    actions.decide(town.privacy, deposit, [
        Decided("naissance", "blur", "l’année suffit à prévoir les places", blur="year"),
        Decided("e-mail", "drop", "inutile à la statistique"),
    ])  # fmt: skip
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert (deposit.state, deposit.waits) == (State.READ, [])
    assert types(deposit) == {"commune": "text", "naissance": "date", "places": "integer"}
    kept = b"".join(path.read_bytes() for path in place.folder(deposit.key).glob("read-*/*"))
    assert b"famille.example" not in kept
    actions.publish(town.steward, deposit)
    assert {str(row[1]) for row in published_rows(works)} == {"2021-01-01", "2022-01-01"}
    everything = b"".join(p.read_bytes() for p in store().root.rglob("*") if p.is_file())
    assert b"famille.example" not in everything


def test_a_decision_holds_for_the_next_file_and_for_the_command(town, works, tmp_path):
    deposit = given(town.writer, works, FAMILIES)
    actions.decide(town.privacy, deposit, [
        Decided("naissance", "count", "trop précis", least=3),
        Decided("e-mail", "count", "idem", least=2),
    ])  # fmt: skip
    after = given(town.writer, works, "commune;naissance;e-mail\n" + 3 * "35238;01/02/2020;a@b.fr\n"
                  + 2 * "35047;01/02/2020;a@b.fr\n")  # fmt: skip
    assert said(after)["sample"] == [["35238", "3"]]
    assert said(after)["reading"]["left_out"] == "2"
    path = tmp_path / "suite.csv"
    path.write_text("commune;naissance;e-mail\n" + 4 * "35238;01/02/2020;a@b.fr\n", "utf-8")
    call_command("load", str(path), dataset="travaux", publish=True)
    assert published_rows(works) == [("35238", 4)]


def test_a_decision_made_on_one_file_holds_for_another_that_was_read_before(town, works):
    one, two = given(town.writer, works, FAMILIES), given(town.writer, works, FAMILIES)
    stale = Deposit.objects.get(pk=two.pk)
    actions.decide(town.privacy, one, [
        Decided("naissance", "drop", "inutile"), Decided("e-mail", "drop", "inutile"),
    ])  # fmt: skip
    with pytest.raises(DepositProblem) as refused:
        actions.publish(town.steward, stale)
    assert refused.value.code == "decided"
    two.refresh_from_db()
    assert two.state == State.WAITING
    assert rows.current(works.uuid) is None
    reading.read(two.pk)
    two.refresh_from_db()
    actions.publish(town.steward, two)
    assert [each["name"] for each in rows.current(works.uuid).columns] == ["commune", "places"]


def test_the_command_publishes_nothing_of_people_undecided(town, works, tmp_path):
    path = tmp_path / "familles.csv"
    path.write_text(FAMILIES, encoding="utf-8")
    with pytest.raises(CommandError, match="naissance, e-mail"):
        call_command("load", str(path), dataset="travaux", publish=True)
    assert not Version.objects.exists()
    call_command("load", str(path), dataset="travaux", publish=True, drop=["naissance", "e-mail"])
    assert len(published_rows(works)) == 7


def test_the_last_decision_counts_and_none_is_forgotten(town, works):
    deposit = given(town.writer, works, FAMILIES)
    actions.decide(town.privacy, deposit, [Decided("e-mail", "drop", "inutile")])
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert deposit.waits == ["naissance"]
    actions.decide(town.privacy, deposit, [Decided("e-mail", "keep", "adresses de services")])
    assert gate.in_force(works)["e-mail"].measure == "keep"
    assert PersonalDecision.objects.count() == 2
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert "e-mail" in types(deposit)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (Decided("places", "drop", "pour voir"), "column"),
        (Decided("e-mail", "burn", "pour voir"), "column"),
        (Decided("e-mail", "drop", "  "), "reason"),
        (Decided("e-mail", "blur", "pour voir", blur="sideways"), "blur"),
        (Decided("e-mail", "count", "pour voir", least=1), "least"),
    ],
)
def test_a_decision_that_means_nothing_is_refused_whole(town, works, one, code):
    deposit = given(town.writer, works, FAMILIES)
    with pytest.raises(DepositProblem) as refused:
        actions.decide(town.privacy, deposit, [Decided("naissance", "drop", "inutile"), one])
    assert refused.value.code == code
    assert refused.value.sentence()
    assert not PersonalDecision.objects.exists()


def test_each_job_may_run_twice_and_an_answer_that_comes_late_changes_nothing(town, works):
    deposit = given(town.writer, works)
    jobs.read_deposit.func(deposit.pk)
    assert Deposit.objects.get().reading == deposit.reading
    late = Deposit.objects.get()
    actions.choose(town.writer, deposit, Choices(dropped=("rue",)))
    assert not reading._write(late, State.READ)
    assert Deposit.objects.get().state == State.WAITING


def test_a_cut_while_a_file_was_taken_or_read_leaves_what_is_swept(town, works, settings):
    deposit = actions.give(town.writer, works, "travaux.csv", [WORKS.encode()])
    Deposit.objects.update(created="2026-01-01T00:00Z")
    stray = place.root() / "6f1c2a34-0000-4000-8000-000000000000"
    (stray / ".made-x").mkdir(parents=True)
    jobs.look_after_deposits.func()
    assert stray.exists()  # perhaps being brought now
    os.utime(stray, (0, 0))
    jobs.look_after_deposits.func()
    assert not stray.exists()
    deposit.refresh_from_db()
    assert deposit.state == State.WITHDRAWN  # nobody published it for ninety days
    assert not place.folder(deposit.key).exists()


def test_the_file_of_a_waiting_deposit_is_read_in_the_end(town, works):
    deposit = actions.give(town.writer, works, "travaux.csv", [WORKS.encode()])
    Deposit.objects.update(created=timezone.now() - 2 * jobs.LATE)
    jobs.look_after_deposits.func()
    deposit.refresh_from_db()
    assert deposit.state == State.READ


def test_what_was_read_and_is_gone_is_said_so(town, works):
    deposit = given(town.writer, works)
    place.forget(deposit.key)
    with pytest.raises(reading.Gone):
        actions.publish(town.steward, deposit)


def test_a_file_that_is_gone_is_said_so(town, works):
    deposit = actions.give(town.writer, works, "travaux.csv", [WORKS.encode()])
    place.forget(deposit.key)
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert "travaux.csv" in reading.problem_of(deposit).sentence()


def test_nobody_else_brings_chooses_or_withdraws(town, works):
    deposit = given(town.writer, works)
    for nobody in (town.stranger, town.nobody, town.privacy):
        for act in (
            lambda who: actions.give(who, works, "x.csv", [b"a\n1\n"]),
            lambda who: actions.choose(who, deposit, Choices()),
            lambda who: actions.withdraw(who, deposit),
            lambda who: actions.publish(who, deposit),
        ):
            with pytest.raises(PermissionDenied):
                act(nobody)
    assert Deposit.objects.get().state == State.READ
