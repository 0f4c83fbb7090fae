"""Ties: the edges a person adds by hand on a record, drafted with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from parvis.records import hooks


@dataclass(frozen=True)
class Tie:
    """An edge towards the record `object`, in force from `since` to `until` (both may be open)."""

    predicate: str
    object: UUID
    since: dt.date | None = None
    until: dt.date | None = None


def predicate_choices() -> list[tuple[str, str]]:
    return [(name, predicate.forward) for name, predicate in hooks.predicates().items()]


def find(key: str) -> Any:
    """The record that a key "type/slug" names, draft or live; None when there is none."""
    kind, _slash, slug = key.partition("/")
    declared = hooks.record_types().get(kind)
    if declared is None or not declared.model:
        return None
    return apps.get_model(declared.model)._default_manager.filter(slug=slug).first()


def find_many(keys: set[str]) -> dict[str, UUID]:
    """uuid by key "type/slug", one query a type; unknown keys are left out."""
    slugs: dict[str, list[str]] = {}
    for key in keys:
        kind, _slash, slug = key.partition("/")
        if kind in hooks.record_types():
            slugs.setdefault(kind, []).append(slug)
    found = {}
    for kind, names in slugs.items():
        model = apps.get_model(hooks.record_types()[kind].model)
        rows = model._default_manager.filter(slug__in=names).values_list("slug", "uuid")
        found.update({f"{kind}/{slug}": uuid for slug, uuid in rows})
    return found


class TieBlock(blocks.StructBlock):
    """One sentence of "what it is tied to": predicate, record, dates."""

    predicate = blocks.ChoiceBlock(choices=predicate_choices, label=_("lien"))
    object = blocks.CharBlock(
        label=_("fiche liée"),
        help_text=_("Son type et son adresse courte, par exemple « dataset/arbres-urbains »."),
        max_length=260,
    )
    since = blocks.DateBlock(label=_("depuis le"), required=False)
    until = blocks.DateBlock(label=_("jusqu’au"), required=False)

    class Meta:
        label = _("lien")
        icon = "link"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if find(cleaned["object"]) is None:
            message = gettext("Aucune fiche « %(key)s ». Vérifiez le type et l’adresse courte.")
            errors["object"] = ValidationError(message % {"key": cleaned["object"]})
        if cleaned["since"] and cleaned["until"] and cleaned["until"] < cleaned["since"]:
            errors["until"] = ValidationError(gettext("La fin précède le début."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


def read_ties(stream: Any) -> Iterator[Tie]:
    """The ties of a record; one whose object is gone is left out (its block says so on editing)."""
    values = [block.value for block in stream]
    objects = find_many({value["object"] for value in values})
    for value in values:
        if value["object"] in objects:
            uuid = objects[value["object"]]
            yield Tie(value["predicate"], uuid, value.get("since"), value.get("until"))
