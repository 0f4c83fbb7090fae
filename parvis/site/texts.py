"""Texts that people wrote, made safe to show; values, made readable."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

import nh3
from django.apps import apps
from django.utils.html import escape
from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.design.jinja import date_words, number
from parvis.design.spoken import spoken
from parvis.records import hooks

TAGS = {
    *("p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "a", "abbr", "blockquote", "code"),
    *("h2", "h3", "h4", "dl", "dt", "dd", "pre", "sub", "sup", "hr", "q", "cite"),
}
ATTRIBUTES = {"a": {"href", "hreflang"}, "abbr": {"title"}, "*": {"lang"}}
SCHEMES = {"http", "https", "mailto", "tel"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.+Z-]+)?\Z")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def rich(text: str, headings: bool = False) -> Markup:
    """Light HTML, or plain text whose empty lines part paragraphs, as safe HTML."""
    if "<" not in text:
        parts = [escape(part) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
        return Markup("".join(f"<p>{part}</p>" for part in parts))  # noqa: S704
    tags = TAGS if headings else TAGS - {"h2"}
    clean = nh3.clean(
        text, tags=tags, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow"
    )
    return Markup(clean if "<p" in clean else f"<p>{clean}</p>")  # noqa: S704


def printable(text: str) -> str:
    """Text without the control characters that XML forbids."""
    return CONTROLS.sub("", text)


def script_data(value: Any) -> Markup:
    """JSON that may stand inside `<script type="application/ld+json">`."""
    text = json.dumps(value, ensure_ascii=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704


def label(kind: str, name: str) -> str:
    """What people call a field of a type of record, in the language of the moment."""
    return labels(kind, spoken()).get(name, name)


@cache
def labels(kind: str, language: str) -> dict[str, str]:
    """Fields of a type and what they are called, in a language (the one that is active)."""
    declared = hooks.record_types().get(kind)
    if declared is None:
        return {}
    model: Any = apps.get_model(declared.model)
    fields = model._meta.get_fields()
    found = {name: str(words) for name, words in model.projected_labels.items()}
    found |= {f.name: str(getattr(f, "verbose_name", f.name)) for f in fields}
    for field in fields:
        if field.one_to_many and field.related_model:
            found[field.name] = str(field.related_model._meta.verbose_name_plural)
    return (
        in_rows(fields)
        | found
        | {"links": _("liens"), "translations": _("traductions"), "slug": _("adresse")}
    )


def in_rows(fields: Iterable[Any]) -> dict[str, str]:
    """Fields of child rows whose name says which they are: one kind of rows bears it."""
    children = [one.related_model for one in fields if one.one_to_many and one.related_model]
    own = [field for model in children for field in model._meta.concrete_fields]
    borne = Counter(field.name for field in own)
    return {field.name: str(field.verbose_name) for field in own if borne[field.name] == 1}


def choices(kind: str, name: str) -> dict[Any, Any]:
    """Values of a field that has a list of choices or of terms, with their words."""
    return chosen(kind, name, spoken())


@cache
def chosen(kind: str, name: str, language: str) -> dict[Any, Any]:
    """The same in a language (the one that is active)."""
    declared = hooks.record_types().get(kind)
    if declared is None:
        return {}
    for field in apps.get_model(declared.model)._meta.get_fields():
        if field.name == name:
            offered = getattr(field, "offered", tuple)
            return dict(getattr(field, "choices", None) or offered())
    return {}


def words(kind: str, name: str, value: Any) -> str:
    """A value of a projection in words; "" when there is nothing, or nothing short, to say."""
    known = choices(kind, name)
    if value is None or isinstance(value, str | bool | int | float):
        return str(known[value]) if value in known else scalar(value)
    if isinstance(value, list):
        return ", ".join(part for item in value if (part := words(kind, name, item)))
    return str(value.get("title") or value.get("label") or value.get("name") or "")


def scalar(value: str | float | None) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, int | float):
        return number(value)
    return date_words(value) if value and DATE.match(value) else value or ""
