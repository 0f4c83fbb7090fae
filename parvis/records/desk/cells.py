"""One column of the CSV: a field of a record, its text, and the value read back from a text."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField

from parvis.records import canonical, serial
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
    def ends(self) -> dict[str, type[Record]]:
        """Of a column of child rows: their fields that name a record, by name."""
        fields = self.field.related_model._meta.get_fields() if self.children else ()
        return {
            field.name: field.related_model
            for field in fields
            if isinstance(field, models.ForeignKey)
            and field.name != self.field.remote_field.name
            and isinstance(field.related_model, type)
            and issubclass(field.related_model, Record)
        }

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
        if self.children or isinstance(field, models.JSONField | StreamField):
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
        if self.children or isinstance(self.field, StreamField):
            return self.listed(value, slugs)
        if isinstance(self.field, models.JSONField) and value == self.field.get_default():
            return ""
        return self.field.to_cell(value) if self.sort == "terms" else text_of(value)

    def bare(
        self, child: dict[str, Any], slugs: dict[type[Record], dict[int, str]]
    ) -> dict[str, Any]:
        """A child row without what ties it to this very database; records by short address."""
        parent, ends = self.field.remote_field.name, self.ends
        kept = {k: v for k, v in child.items() if k not in {"pk", "id", parent}}
        named = {
            name: slugs[target].get(int(kept[name])) for name, target in ends.items()
            if kept.get(name) is not None
        }  # fmt: skip
        return kept | named

    def listed(self, value: Any, slugs: dict[type[Record], dict[int, str]]) -> str:
        """Child rows, or blocks without the marks that Wagtail gives each, as JSON; "" for none."""
        held = json.loads(value) if isinstance(value, str) else value
        if self.children:
            found = [self.bare(child, slugs) for child in held]
        else:
            found = [{k: v for k, v in one.items() if k != "id"} for one in held]
        return text_of(found) if found else ""

    # In

    def value(self, text: str, keys: dict[type[Record], dict[str, int]]) -> Any:
        """The value of a cell; raise ValidationError with one sentence."""
        text = text if isinstance(self.field, models.TextField) else text.strip()
        sort = self.sort
        if self.target:
            return self.key(text, keys[self.target])
        if self.children or isinstance(self.field, StreamField):
            return self.rows(text, keys)
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

    def rows(self, text: str, keys: dict[type[Record], dict[str, int]]) -> Any:
        """Child rows or blocks, as a revision keeps them."""
        if not self.children:
            return self.stream(text)
        return [self.row(one, at, keys) for at, one in enumerate(self.parsed(text), start=1)]

    def row(
        self, given: dict[str, Any], at: int, keys: dict[type[Record], dict[str, int]]
    ) -> dict[str, Any]:
        """A child row as a revision keeps it; raise ValidationError, each sentence with the row."""
        model, parent = self.field.related_model, self.field.remote_field.name
        known = [f.name for f in model._meta.fields if f.name not in {"id", parent}]
        strange = sorted(set(given) - set(known))
        if strange:
            message = _("Ligne %(at)s : « %(name)s » n’en est pas une colonne. Il y a : %(known)s.")
            told = {"at": at, "name": strange[0][:80], "known": ", ".join(known)}
            raise ValidationError(message % told)
        values = dict(given)
        for name, target in self.ends.items():
            if isinstance(values.get(name), str):
                values[name] = self.key(values[name], keys[target])
        made = model(**{model._meta.get_field(name).attname: v for name, v in values.items()})
        try:
            made.full_clean(exclude=[parent])
        except ValidationError as error:
            message = _("Ligne %(at)s, %(field)s : %(sentence)s")
            raise ValidationError([
                message % {"at": at, "field": name, "sentence": sentence}
                for name, sentences in error.message_dict.items() for sentence in sentences
            ]) from error  # fmt: skip
        return {"pk": None, parent: None} | serial.fields(made)

    def stream(self, text: str) -> str:
        """Blocks as a revision keeps them; raise ValidationError for one that is not as it must
        be."""
        held = self.parsed(text) or []
        whole = isinstance(held, list) and all(
            isinstance(one, dict) and {"type", "value"} <= one.keys() for one in held
        )
        if not whole:
            raise ValidationError(_("Il faut une liste : repartez de l’export."))
        block = self.field.stream_block
        try:
            block.clean(block.to_python(held))
        except StreamBlockValidationError as error:
            raise ValidationError(
                _("Un de ces liens ne mène à aucune fiche, ou ses dates ne se suivent pas.")
            ) from error
        return json.dumps(held)

    @staticmethod
    def boolean(text: str) -> bool:
        if text.lower() in YES | NO:
            return text.lower() in YES
        raise ValidationError(_("« %(text)s » : écrivez oui ou non.") % {"text": text})
