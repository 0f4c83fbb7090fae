"""Each case has a key of its own: outside the database and its backups, destroyed with the case."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from parvis.algorithms.explained import cases, jobs, vault
from parvis.algorithms.explained.models import Case, ExplainedDecision
from parvis.operation import backup
from parvis.records.keys import KeyAbsent
from tests import makers
from tests.algorithms.explained.makers import sent, states

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=2)


def test_the_key_stands_neither_in_the_row_nor_in_a_backup(
    explained: ExplainedDecision, settings: Any
) -> None:
    settings.PARVIS_CASE_KEYS = live.DATA / "case-keys"
    settings.PARVIS_CASE_KEY_COPIES = live.DATA / "case-key-copies"
    sent(explained, {"dossier": "MARTIN"})
    case = Case.objects.get()
    jobs.copy_case_keys.call()
    assert not any("case-key" in name or str(case.uuid) in name for name, _path in backup.files())
    assert vault.store().read(case.uuid) not in bytes(case.sealed)
    vault.store().destroy([case.uuid])


def test_no_other_case_opens_with_it(explained: ExplainedDecision) -> None:
    sent(explained, {}, {"dossier": "F-2"})
    one, other = Case.objects.order_by("pk")
    other.sealed = one.sealed
    with pytest.raises(Exception, match=str(other.uuid)):
        vault.opened(other)


def test_forgotten_it_is_gone_from_the_store_and_from_every_copy(
    explained: ExplainedDecision,
) -> None:
    sent(explained, {}, {"dossier": "F-2"})
    gone, kept = Case.objects.order_by("pk")
    store = vault.store()
    jobs.copy_case_keys.call()
    Case.objects.filter(pk=gone.pk).update(kept_until=timezone.localdate() - LONG_AGO)
    jobs.forget_cases.call()
    assert list(Case.objects.all()) == [kept]
    assert store.restore([gone.uuid]) == set()
    with pytest.raises(KeyAbsent):
        vault.opened(gone)  # the row that a backup gives back stays sealed
    assert vault.opened(kept)["outcome"] == "6.30"


def test_a_destruction_that_was_cut_ends_when_the_case_comes_again(
    explained: ExplainedDecision,
) -> None:
    [first] = sent(explained, {})
    case = Case.objects.get()
    Case.objects.update(kept_until=timezone.localdate() - LONG_AGO)
    vault.store().destroy([case.uuid])  # killed before the row went
    [again] = sent(explained, {})
    assert (again.state, again.reference) == ("created", first.reference)
    assert Case.objects.get().uuid != case.uuid


def test_a_case_whose_key_is_lost_is_sealed_anew_when_it_comes_again(
    explained: ExplainedDecision,
) -> None:
    sent(explained, {})
    vault.store().path(Case.objects.get().uuid).unlink()
    assert states(sent(explained, {}, {"dossier": "F-2"})) == ["changed", "created"]
    assert vault.opened(Case.objects.earliest("pk"))["outcome"] == "6.30"


def test_a_key_of_no_case_goes_after_a_day(explained: ExplainedDecision) -> None:
    sent(explained, {})
    kept, store = Case.objects.get().uuid, vault.store()
    orphan, young = kept.__class__(int=1), kept.__class__(int=2)
    store.make(orphan, young)
    long_ago = (timezone.now() - LONG_AGO).timestamp()
    for name in (orphan, kept):
        os.utime(store.path(name), (long_ago, long_ago))
    jobs.look_after_case_keys.call()
    assert set(store.known()) == {kept, young}


def test_withdrawn_by_who_publishes_there_and_nobody_else(explained: ExplainedDecision) -> None:
    [kept] = sent(explained, {})
    case = Case.objects.select_related("explained__decision").get()
    with pytest.raises(Exception, match="may not"):
        cases.withdraw(case, by=makers.member(makers.organisation(), "steward"))
    cases.withdraw(case, by=makers.member(explained.decision.organisation, "steward"))
    assert cases.find(kept.reference) is None
    assert not Case.objects.exists()
    assert case.uuid not in vault.store().known()


def test_keys_are_checked_restored_and_wrapped_anew_and_letters_still_open(
    explained: ExplainedDecision, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    [kept] = sent(explained, {})
    case = Case.objects.get()
    call_command("case_keys", "copy")
    vault.store().path(case.uuid).unlink()
    with pytest.raises(CommandError, match="CANTINE"):
        call_command("case_keys", "check")
    call_command("case_keys", "restore")
    monkeypatch.setenv("PARVIS_OLD_PERSONAL_KEY", settings.PARVIS_PERSONAL_KEY)
    settings.PARVIS_PERSONAL_KEY = "une autre clé, assez longue"
    assert cases.find(kept.reference) is None
    call_command("case_keys", "rewrap")
    found = cases.find(kept.reference)
    assert found is not None
    assert vault.opened(found)["outcome"] == "6.30"


@pytest.mark.django_db(transaction=True)
def test_the_migration_seals_anew_what_lay_under_the_key_of_all(
    explained: ExplainedDecision,
) -> None:
    [first, _second] = sent(explained, {}, {"dossier": "F-2", "resultat": "7"})
    try:
        before = migrated("0002_explained_decisions")
        there = before.get_model("algorithms", "Case").objects.order_by("pk")
        assert [json.loads(one.content)["outcome"] for one in there] == ["6.30", "7"]
        vault.store().destroy(vault.store().known())  # as a portal that never had keys
    finally:
        migrated("0004_case_sealed")
    assert [vault.opened(one)["outcome"] for one in Case.objects.order_by("pk")] == ["6.30", "7"]
    assert len({one.uuid for one in Case.objects.all()} & vault.store().known().keys()) == 2
    assert cases.find(first.reference) is not None


def migrated(name: str) -> Any:
    """The models as they are once this migration of the room, and no later one, is applied."""
    executor = MigrationExecutor(connection)
    executor.migrate([("algorithms", name)])
    return executor.loader.project_state([("algorithms", name)]).apps
