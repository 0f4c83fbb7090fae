"""One column of the CSV: a field of a record, its text, and the value read back from a text."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.records import canonical
from parvis.records.exchange import text_of
from parvis.records.models import Record

CIRCLES = ("public", "partners", "agents", "service")
YES = {"oui", "vrai", "1", "yes", "true"}
NO = {"non", "faux", "0", "no", "false"}
DECIMAL_COMMA = re.compile(r"^\s*(-?\d+),(\d+)\s*$")  # as French spreadsheets write numbers


def refused(name: str) -> None:
    """NaN and Infinity, that Python reads and no database keeps."""
    raise ValueError(name)


class Column:
    """A field; values are those of a revision's content (JSON's own types, keys of rows)."""

    def __init__(self, model: type[Record], name: str) -> None:
        self.model, self.name = model, name
        self.field = model._meta.get_field(name)

    @property
    def label(self) -> str:
        named = getattr(self.field, "verbose_name", None)
        return capfirst(str(named or self.field.related_model._meta.verbose_name_plural))

    @property
    def target(self) -> type[Record] | None:
        """The type of record that the column names by its short address."""
        other = self.field.related_model
        to_one = isinstance(self.field, models.ForeignKey)
        return other if to_one and isinstance(other, type) and issubclass(other, Record) else None

    @property
    def children(self) -> bool:
        return not getattr(self.field, "concrete", False) and bool(self.field.one_to_many)

    @property
    def sort(self) -> str:
        """How the column is written: circle, key, terms, json, boolean, date, choice or text.

        `terms` are those of a field that reads and writes its own cell (`from_cell`, `to_cell`).
        """
        field = self.field
        if self.name == "circle" or self.target:
            return "circle" if self.name == "circle" else "key"
        if hasattr(field, "from_cell"):
            return "terms"
        if self.children or isinstance(field, models.JSONField):
            return "json"
        if isinstance(field, models.BooleanField | models.DateField):
            return "boolean" if isinstance(field, models.BooleanField) else "date"
        return "choice" if getattr(field, "choices", None) else "text"

    @property
    def form_text(self) -> str:
        """What one may write in the column, for the help of the import page."""
        choices = getattr(self.field, "choices", None) or ()
        return {
            "circle": ", ".join(CIRCLES),
            "key": _("adresse courte"),
            "terms": _("termes séparés par des points-virgules"),
            "json": "JSON",
            "boolean": _("oui ou non"),
            "date": _("date, par exemple 2026-03-12"),
            "choice": ", ".join(str(key) for key, _label in choices if key),
            "text": _("texte"),
        }[self.sort]

    # Out

    def text(self, value: Any, slugs: dict[type[Record], dict[int, str]]) -> str:
        if value is None:
            return ""
        if self.name == "circle":
            return CIRCLES[int(value)]
        if self.target:
            return slugs[self.target].get(int(value), "")
        if self.children:
            return text_of([self.bare(child) for child in value])
        if isinstance(self.field, models.JSONField) and value == self.field.get_default():
            return ""
        return self.field.to_cell(value) if self.sort == "terms" else text_of(value)

    def bare(self, child: dict[str, Any]) -> dict[str, Any]:
        """A child row without what ties it to this very database."""
        parent = self.field.remote_field.name
        return {k: v for k, v in child.items() if k not in {"pk", "id", parent}}

    # In

    def value(self, text: str, keys: dict[type[Record], dict[str, int]]) -> Any:
        """The value of a cell; raise ValidationError with one sentence."""
        text = text if isinstance(self.field, models.TextField) else text.strip()
        sort = self.sort
        if sort == "key":
            return self.key(text, keys[self.target]) if self.target else None
        if sort in ("circle", "json", "boolean"):
            return {"circle": self.circle, "json": self.parsed, "boolean": self.boolean}[sort](text)
        if sort == "terms":
            return self.field.from_cell(text)
        if not text:
            return None if self.field.null else self.field.get_default() or ""
        if sort == "choice":
            self.check_choice(text)
        if isinstance(self.field, models.FloatField):
            text = DECIMAL_COMMA.sub(r"\1.\2", text)
        value = self.field.to_python(text)
        return value.isoformat() if sort == "date" else value

    def check_choice(self, text: str) -> None:
        known = [str(key) for key, _label in self.field.choices or () if key not in (None, "")]
        if text not in known:
            message = _("« %(text)s » n’est pas un choix : écrivez %(known)s.")
            raise ValidationError(message % {"text": text[:80], "known": ", ".join(known)})

    @staticmethod
    def circle(text: str) -> int:
        if not text:
            return 0
        if text not in CIRCLES:
            message = _("« %(text)s » n’est pas un cercle : écrivez %(known)s.")
            raise ValidationError(message % {"text": text, "known": ", ".join(CIRCLES)})
        return CIRCLES.index(text)

    def key(self, text: str, keys: dict[str, int]) -> int | None:
        if not text:
            return None
        if text not in keys:
            raise ValidationError(_("« %(text)s » ne nomme aucune fiche connue.") % {"text": text})
        return keys[text]

    def parsed(self, text: str) -> Any:
        if not text:
            return [] if self.children else self.field.get_default()
        try:
            value = json.loads(text, parse_constant=refused)
            canonical.encode({"": value})  # what it says can be written again
            if r"\u0000" in text:  # no text of PostgreSQL holds it
                raise ValueError(text)
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("Ce n’est pas du JSON : repartez de l’export.")) from error
        if self.children and not all(
            isinstance(v, dict) for v in (value if isinstance(value, list) else [0])
        ):
            raise ValidationError(_("Il faut une liste : repartez de l’export."))
        return value

    @staticmethod
    def boolean(text: str) -> bool:
        if text.lower() in YES | NO:
            return text.lower() in YES
        raise ValidationError(_("« %(text)s » : écrivez oui ou non.") % {"text": text})
