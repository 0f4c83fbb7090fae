"""What a steward decides: keep or discard tables and columns, confirm or deny a suspicion.

Each action refuses (PermissionDenied) whoever does not answer for the data of the organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.dictionary import LONGEST, MOST, TableColumn
from parvis.catalogue.models import Application, Dataset
from parvis.catalogue.scan.describe import meaning_label
from parvis.catalogue.scanned import jobs
from parvis.catalogue.scanned.models import Decision, ScannedColumn, ScannedSource, ScannedTable
from parvis.records.desk import rights

VERB = "publish"  # who publishes the data of an organisation answers for its databases
CLOSED = {"open": "restricted"}  # nothing is open until somebody says so


def organisations(user: Any) -> QuerySet[Any]:
    return rights.organisations(user, VERB, Dataset.record_type)


def reachable(user: Any) -> QuerySet[ScannedSource]:
    """The databases this person may see and decide of."""
    return ScannedSource.objects.filter(organisation__in=organisations(user))


def applications(user: Any) -> QuerySet[Application]:
    return Application.objects.filter(organisation__in=organisations(user))


def check(user: Any, source: ScannedSource) -> None:
    asked = {source.organisation_id, source.application.organisation_id}
    if organisations(user).filter(pk__in=asked).count() != len(asked):
        raise PermissionDenied


def save(user: Any, source: ScannedSource) -> None:
    """Add or correct a database; whoever adds it is told of its changes."""
    check(user, source)
    if source.pk:
        check(user, ScannedSource.objects.select_related("application").get(pk=source.pk))
    source.steward = source.steward or user
    source.full_clean()
    source.save()


def start(user: Any, source: ScannedSource) -> None:
    check(user, source)
    transaction.on_commit(lambda: jobs.scan_source.enqueue(source.pk))


@transaction.atomic
def decide(user: Any, source: ScannedSource, keys: Sequence[int], decision: Decision) -> int:
    """Keep, discard or reopen tables; how many changed. Those kept get a draft data set."""
    check(user, source)
    rows = source.tables.select_for_update().filter(pk__in=keys).exclude(decision=decision)
    rows = rows.filter(gone=None) if decision == Decision.KEPT else rows
    tables = list(rows)
    for table in tables:
        if decision == Decision.KEPT and table.dataset_id is None:
            table.dataset = draft(user, source, table)
        table.decision, table.decided_by, table.decided_on = decision, user, timezone.now()
    fields = ["dataset", "decision", "decided_by", "decided_on"]
    ScannedTable.objects.bulk_update(tables, fields, batch_size=200)
    return len(tables)


def draft(user: Any, source: ScannedSource, table: ScannedTable) -> Dataset:
    """The data set that a table is: a draft, not open, its columns described."""
    columns = columns_of(table)
    record = Dataset(
        live=False,
        title=table.title,
        summary=table.summary,
        identifier=table.identifier[:500],
        organisation=source.organisation,
        application=source.application,
        access_level=CLOSED.get(table.access, table.access),
        personal_data=True if any(column.confirmed for column in columns) else None,
    )
    if not rights.may(user, "add", record):
        raise PermissionDenied
    record.dictionary = [described(column, number) for number, column in enumerate(columns)]
    record.full_clean(exclude=["slug"])
    record.save()
    record.save_revision(user=user)
    return record


def columns_of(table: ScannedTable) -> list[ScannedColumn]:
    """The columns that a data set tells of: neither gone nor discarded."""
    rows = table.columns.filter(gone=None).exclude(decision=Decision.DISCARDED)
    return list(rows[:MOST])


def described(column: ScannedColumn, position: int) -> TableColumn:
    return TableColumn(
        name=column.name[: LONGEST["name"]],
        title=column.title[: LONGEST["title"]],
        meaning=meaning_label(column.meaning),
        type=column.type[: LONGEST["type"]],
        personal_data=column.confirmed,
        position=position,
    )


@transaction.atomic
def judge(user: Any, table: ScannedTable, keys: Sequence[int], word: str) -> int:
    """What one says of columns: `personal` or `not-personal`, or a decision; how many."""
    check(user, table.source)
    columns = table.columns.filter(pk__in=keys)
    now = timezone.now()
    if word in {"personal", "not-personal"}:
        said = word == "personal"
        return columns.update(confirmed=said, confirmed_by=user, confirmed_on=now)
    if word not in Decision.values:
        raise ValueError(_("« %(word)s » n’est pas une décision.") % {"word": word[:40]})
    return columns.update(decision=word, decided_by=user, decided_on=now)
