"""Drafts that newer live values contradict: shown where one edits, decided by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.design.spoken import in_turn
from parvis.records.desk.forms import label_of
from parvis.records.models.conflict import Conflict

CHOICE = "parvis-conflict-"  # name of the two radio buttons of a field, before its name


@dataclass(frozen=True)
class Shown:
    name: str
    label: str
    draft: str
    live: str


def shown(record: Any) -> list[Shown]:
    """The conflicts of a record's draft, as people read them."""
    return [
        Shown(
            f"{CHOICE}{item.field}",
            capfirst(label_of(type(record), item.field)),
            words(item.draft),
            words(item.live),
        )
        for item in Conflict.objects.of(record)
    ]


def words(value: Any) -> str:
    if value in (None, "", [], {}):
        return _("(vide)")
    if isinstance(value, list):
        return in_turn(words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(words(one) for one in value.values() if one not in (None, "", [], {}))
    return str(value)


def left(record: Any, form: Any) -> dict[str, str]:
    """A sentence by field that still waits for a decision."""
    sentence = _(
        "Ce champ a changé dans la fiche publiée pendant que vous écriviez : dites lequel garder."
    )
    return {
        item.field: sentence
        for item in Conflict.objects.of(record)
        if f"{CHOICE}{item.field}" not in form.data
    }


def chosen(record: Any, form: Any) -> dict[str, tuple[str, Any]]:
    """What the person decided, by field: ("draft" or "live", the live value)."""
    found = {}
    for item in Conflict.objects.of(record):
        choice = form.data.get(f"{CHOICE}{item.field}")
        if choice in ("draft", "live"):
            found[item.field] = (choice, item.live)
    return found


def apply(record: Any, form: Any) -> None:
    """Put the live values that the person chose into the form's record, before it is saved."""
    live = {
        name: value for name, (choice, value) in chosen(record, form).items() if choice == "live"
    }
    if not live:
        return
    merged = record.with_content_json({**record.serializable_data(), **live})
    for name in live:
        field = record._meta.get_field(name)
        if field.concrete:
            setattr(form.instance, field.attname, getattr(merged, field.attname))
        else:  # children: the form has saved its own, the live ones replace them
            children = list(getattr(merged, name).get_object_list())
            getattr(form.instance, name).set(children)


def settle(record: Any, form: Any) -> None:
    """Forget the conflicts on which the person has decided."""
    Conflict.objects.of(record).filter(field__in=chosen(record, form)).delete()
