"""Put the ten commitments and their actions in, from `data/commitments.toml`.

What is already there is left as people made it: loading twice writes nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from django.db import transaction

from parvis.commitments.models import Action, Commitment, Undertaking
from parvis.design.text import french_spaces
from parvis.organisations.models import Organisation
from parvis.records import bulk

TEXTS = ("title", "plain_summary", "summary", "promise", "expected_proof", "source")
WHY = "Chargement des engagements publics"


@dataclass(frozen=True)
class Detail:
    """What a territory adds to one commitment ("4") or action ("4.2").

    `values` are model fields by name; `evidence` are fields of its child rows, `english` are
    translations of values; they only fill what is still blank.
    """

    organisation: Organisation | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Mapping[str, Any], ...] = ()
    english: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    created: int
    filled: int


NOTHING = Detail()


@dataclass(frozen=True)
class Entry:
    """One commitment or action of the data file: its number, address and texts by language."""

    number: str
    slug: str
    values: Mapping[str, Any]
    translations: Mapping[str, Mapping[str, str]]
    actions: tuple[Entry, ...] = ()


def read() -> list[Entry]:
    """The data file, its actions numbered in their order."""
    text = files("parvis.commitments").joinpath("data/commitments.toml").read_text("utf-8")
    table = tomllib.loads(text)
    common = {name: table[name] for name in ("source", "source_en", "source_link")}
    return [
        entry(
            str(row["number"]),
            row | common,
            tuple(
                entry(f"{row['number']}.{n}", action)
                for n, action in enumerate(row["action"], start=1)
            ),
        )
        for row in table["commitment"]
    ]


def entry(number: str, row: Mapping[str, Any], actions: tuple[Entry, ...] = ()) -> Entry:
    values = {name: french_spaces(row[name]) for name in TEXTS if name in row}
    if "source_link" in row:
        values["source_link"] = row["source_link"]
    english = {name: row[f"{name}_en"] for name in TEXTS if f"{name}_en" in row}
    return Entry(number, row["slug"], values, {"en": english}, actions)


@transaction.atomic
def load(owner: Organisation, details: Mapping[str, Detail] | None = None) -> Loaded:
    """Create the commitments and actions that are missing, and fill in what is blank.

    `owner` answers for those to which `details` gives no organisation of their own.
    """
    details = details or {}
    entries = read()
    known = {str(record.number): record for record in Commitment.objects.all()}
    commitments, first = save(Commitment, entries, known, owner, details)
    actions = [action for one in entries for action in one.actions]
    known_actions = {record.number: record for record in Action.objects.all()}
    parents = {
        action.number: {"commitment": commitments[one.number]}
        for one in entries
        for action in one.actions
    }
    _actions, second = save(Action, actions, known_actions, owner, details, parents)
    return Loaded(first.created + second.created, first.filled + second.filled)


def save(
    model: type[Undertaking],
    entries: Iterable[Entry],
    known: Mapping[str, Any],
    owner: Organisation,
    details: Mapping[str, Detail],
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[dict[str, Any], Loaded]:
    """Save what is new or filled in, in one bulk; every record by number, and the two counts."""
    found, fresh, filled = dict(known), [], []
    for one in entries:
        detail = details.get(one.number, NOTHING)
        record = found.get(one.number)
        if record is None:
            extra = (more or {}).get(one.number, {})
            found[one.number] = make(model, one, detail.organisation or owner, detail, extra)
            fresh.append(found[one.number])
        elif not record.has_unpublished_changes and fill(record, detail):
            filled.append(record)
    bulk.save_many([*fresh, *filled], why=WHY)
    return found, Loaded(len(fresh), len(filled))


def make(
    model: type[Undertaking],
    one: Entry,
    organisation: Organisation,
    detail: Detail,
    extra: Mapping[str, Any],
) -> Any:
    number = model._meta.get_field("number").to_python(one.number)
    record = model(
        number=number,
        slug=one.slug,
        organisation=organisation,
        translations=dict(one.translations),
        **{**one.values, **extra},
    )
    fill(record, detail)
    record.clean()
    return record


def fill(record: Any, detail: Detail) -> bool:
    """Give the record the details it lacks; whether anything changed."""
    blank = {
        name: value
        for name, value in detail.values.items()
        if value and getattr(record, name) in (None, "", False)
    }
    for name, value in blank.items():
        setattr(record, name, value)
        if name in detail.english:
            english = record.translations.get("en", {}) | {name: detail.english[name]}
            record.translations = record.translations | {"en": english}
    proved = bool(detail.evidence) and not record.evidence.count()
    if proved:
        child = record.evidence.model
        record.evidence.set([child(**values) for values in detail.evidence])
    return bool(blank) or proved
