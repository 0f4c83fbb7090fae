"""Changing one field of many records: all of them, or none and the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.records import bulk, hooks, publishing, rows
from parvis.records.desk import rights
from parvis.records.revisions import after_bulk_change, drafted_from, write_drafts

UNDRAFTED = frozenset({"organisation"})


@dataclass(frozen=True)
class Refused:
    """One record that keeps the whole change from being made."""

    record: Any
    sentence: str


@dataclass(frozen=True)
class Done:
    published: int
    drafted: int


def may_set(by: Any, record: Any, values: Mapping[str, Any]) -> str:
    """Why this person may not set these values on this record; "" when they may."""
    if not rights.may(by, "change", record):
        return _("Vous ne pouvez pas modifier cette fiche.")
    if record.locked and record.locked_by_id != by.pk:
        return _("Elle est verrouillée par quelqu’un d’autre.")
    if record.workflow_in_progress:
        return _("Elle est en relecture : attendez la décision, ou annulez l’envoi.")
    if record.live and UNDRAFTED & values.keys() and not rights.may(by, "publish", record):
        return _("Changer l’organisation d’une fiche publiée demande le droit de publier.")
    if organisation := values.get("organisation"):
        moved = type(record)(organisation=organisation)
        if not rights.may(by, "add", moved):
            return _("Vous n’écrivez pas pour l’organisation choisie.")
    return ""


def invalid(record: Any, values: Mapping[str, Any]) -> str:
    for name, value in values.items():
        setattr(record, name, value)
    try:
        record.clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return " ".join(record.problems().values()) if record.live else ""


def refusals(records: Sequence[Any], values: Mapping[str, Any], by: Any) -> list[Refused]:
    """Every record that refuses the change, with a sentence; the records take the values, each of
    which a form has found to be one of its field's."""
    found = []
    for record in records:
        sentence = may_set(by, record, values) or invalid(record, values)
        if sentence:
            found.append(Refused(record, sentence))
    return found


@transaction.atomic
def set_many(records: Sequence[Any], values: Mapping[str, Any], by: Any) -> Done:
    """Set the same values on records of one model; raise ValidationError when any refuses.

    Where the person may publish and no other review is due, the change is published at once;
    elsewhere it waits in a draft.
    """
    if not records:
        return Done(0, 0)
    bulk.look_around(records)
    before = drafted_from(records)
    if refused := refusals(records, values, by):
        raise ValidationError([f"{item.record} : {item.sentence}" for item in refused])
    now: list[Any] = []
    later: list[Any] = []
    for record in records:
        (later if waits(record, values, by) else now).append(record)
    rows.update(now, list(values))
    after_bulk_change(now, before, by)
    publishing.publish_many([record for record in now if record.live], by=by)
    originals = type(records[0])._default_manager.in_bulk([record.pk for record in later])
    write_drafts([originals[record.pk] for record in later], drafts_of(later, values), by)
    return Done(len(now), len(later))


def waits(record: Any, values: Mapping[str, Any], by: Any) -> bool:
    if not record.live or UNDRAFTED & values.keys():
        return False
    return not rights.may(by, "publish", record) or bool(
        hooks.gather("needs_review", record=record)
    )


def drafts_of(records: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
    """The latest version of each record with the values set."""
    drafts = []
    for record in records:
        latest = record.latest_revision
        draft = record.with_content_json(latest.content) if latest else record
        for name, value in values.items():
            setattr(draft, name, value)
        drafts.append(draft)
    return drafts
