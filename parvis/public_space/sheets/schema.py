"""`/capteurs/schema.json`: the columns of a CSV of devices, as a TableSchema of Frictionless.

No national schema describes cameras and sensors: this one is published so that others may take it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from parvis.public_space.models import COMMUNE, Device
from parvis.records.desk.cells import CIRCLES
from parvis.records.desk.sheet import Sheet
from parvis.records.machine import machine
from parvis.records.models.record import SLUG
from parvis.records.ticked import TickedField

VERSION = "1.0.0"
NAME = "parvis-equipements-espace-public"
TYPES: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.BooleanField, "boolean"),
    (models.DateField, "date"),
    (models.IntegerField, "integer"),
    (models.FloatField, "number"),
)


@machine
def door(request: HttpRequest) -> HttpResponse:
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})


def schema() -> dict[str, Any]:
    """The description, in the reader's language."""
    book = Sheet(Device)
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": NAME,
        "title": _("Capteurs et caméras dans l’espace public"),
        "version": VERSION,
        "lang": "fr",
        "path": f"{settings.PARVIS_BASE_URL}/capteurs/schema.json",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "fields": [described(column) for column in book.cells.values()],
        "primaryKey": "slug",
        "missingValues": [""],
    }


def described(column: Any) -> dict[str, Any]:
    """One column: its name, what it is, what one may write in it."""
    field = column.field
    found: dict[str, Any] = {"name": column.name, "title": str(column.label)}
    help_text = " ".join(filter(None, (str(getattr(field, "help_text", "")), terms(field))))
    if help_text:
        found["description"] = help_text
    found["type"] = type_of(column)
    if found["type"] == "boolean":
        found |= {"trueValues": ["oui"], "falseValues": ["non"]}
    if limits := constraints(column):
        found["constraints"] = limits
    return found


def terms(field: Any) -> str:
    if not isinstance(field, TickedField):
        return ""
    known = ", ".join(str(value) for value, _words in field.offered())
    return _("Termes séparés par des points-virgules, parmi : %(known)s.") % {"known": known}


def type_of(column: Any) -> str:
    if column.sort in {"terms", "circle", "key", "choice"}:
        return "string"
    if column.sort == "json":
        return "geojson" if column.name in {"zone", "field_of_view"} else "any"
    return next((name for kind, name in TYPES if isinstance(column.field, kind)), "string")


def constraints(column: Any) -> dict[str, Any]:
    """What TableSchema can say; a place, a law and a date may ask for more."""
    field = column.field
    found: dict[str, Any] = {}
    if column.name in {"title", "organisation"}:
        found["required"] = True
    if column.name == "slug":
        found |= {"unique": True, "pattern": anchored(SLUG)}
    if column.name == "commune":
        found["pattern"] = anchored(COMMUNE)
    if column.sort == "circle":
        found["enum"] = list(CIRCLES)
    if column.sort == "choice":
        found["enum"] = [str(key) for key, _words in field.choices if key]
    if isinstance(field, models.PositiveIntegerField):
        found["minimum"] = 0
    for name, least, most in (("longitude", -180, 180), ("latitude", -90, 90)):
        if column.name == name:
            found |= {"minimum": least, "maximum": most}
    if column.sort == "text" and getattr(field, "max_length", None):
        found["maxLength"] = field.max_length
    return found


def anchored(rule: Any) -> str:
    r"""The pattern of a RegexValidator as other languages write it: `\Z` is Python's."""
    pattern: str = rule.regex.pattern
    return pattern.replace(r"\Z", "$")
