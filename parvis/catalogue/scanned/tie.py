"""A scanned table is a data set that is already described: its columns and guesses follow there.

What a steward wrote stays; only what is blank is filled, in the draft of the data set.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.dictionary import MOST, TableColumn
from parvis.catalogue.models import Dataset
from parvis.catalogue.scanned.actions import CLOSED, check, columns_of, described
from parvis.catalogue.scanned.models import Decision, ScannedSource, ScannedTable
from parvis.records.desk import many, rights
from parvis.records.revisions import baseline

FILLED = ("title", "meaning", "type")  # of a column, where nobody wrote anything


def changeable(user: Any) -> QuerySet[Dataset]:
    """The data sets that this person may tie a table to."""
    rows: QuerySet[Dataset] = rights.reach(user, "change", Dataset)
    return rows


@transaction.atomic
def tie(user: Any, source: ScannedSource, table: ScannedTable, record: Dataset) -> None:
    """Keep the table as this data set; raise PermissionDenied, or ValidationError that says why."""
    check(user, source)
    held = source.tables.select_for_update().get(pk=table.pk)
    if not rights.may(user, "change", record):
        raise PermissionDenied
    if refusal := many.may_set(user, record, {}):
        raise ValidationError(f"{record} : {refusal}")
    if held.gone:
        raise ValidationError(_("La table « %(name)s » a disparu.") % {"name": str(held)})
    baseline(record)
    (draft,) = many.drafts_of([record], {})
    complete(draft, source, held)
    draft.save_revision(user=user)
    held.dataset, held.decision = record, Decision.KEPT
    held.decided_by, held.decided_on = user, timezone.now()
    held.save(update_fields=["dataset", "decision", "decided_by", "decided_on"])


def complete(draft: Dataset, source: ScannedSource, table: ScannedTable) -> None:
    """Fill what is blank in the draft with what the scan knows."""
    columns = columns_of(table)
    draft.dictionary = merged(
        draft.dictionary.get_object_list(),
        [described(column, number) for number, column in enumerate(columns)],
    )
    draft.application = draft.application or source.application
    draft.summary = draft.summary or table.summary
    draft.access_level = draft.access_level or CLOSED.get(table.access, table.access)
    if draft.personal_data is None and any(column.confirmed for column in columns):
        draft.personal_data = True


def merged(written: list[TableColumn], scanned: list[TableColumn]) -> list[TableColumn]:
    """The columns as they were written, blanks filled, then those that nobody wrote of."""
    known = {row.name: row for row in written}
    for column in scanned:
        row = known.get(column.name)
        if row is None and len(known) < MOST:
            column.position = len(known)
            known[column.name] = column
        elif row is not None:
            fill(row, column)
    return list(known.values())


def fill(row: TableColumn, scanned: TableColumn) -> None:
    for name in FILLED:
        setattr(row, name, getattr(row, name) or getattr(scanned, name))
    if row.personal_data is None:
        row.personal_data = scanned.personal_data
