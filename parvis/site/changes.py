"""Published changes in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.design.spoken import spoken
from parvis.design.text import capital, cut, plain
from parvis.design.tongue import tongue
from parvis.records.differences import SILENT, Difference, differences
from parvis.records.models import HistoryEntry
from parvis.records.past import Step
from parvis.records.projection import lang_of, own_words, texts_of
from parvis.site import texts

LONGEST = 600
# what is no text that people wrote as they speak: keys and codes, or told by the titles of others
UNWRITTEN = SILENT | {"language", "links", "organisation", "slug", "translations"}
CODE = re.compile("[a-z0-9][!-~]*|[\\W\\d_]*")  # an address too: nothing of it is a sentence


def headline(step: Step) -> str:
    kind = HistoryEntry.Kind
    if step.kind == kind.WITHDRAW:
        return _("Retirée")
    if step.kind == kind.ARCHIVE:
        return _("Archivée : elle a disparu de sa source")
    if step.kind == kind.FORMAT:
        return _("Même contenu, écrit dans un nouveau format")
    return _("Modifiée") if step.before else _("Publiée")


def of(kind: str, step: Step) -> list[Difference]:
    """Differences with the step before, under the names that people use."""
    if step.before is None:
        return []
    return differences(step.before, step.after, partial(label, kind), partial(words, kind))


def marked(kind: str, step: Step) -> list[Difference]:
    """The same for a page: what people wrote in another language than its own carries it."""
    found = of(kind, step)
    if not found:
        return found
    before, after = step.before or {}, step.after
    old, new = languages(kind, before), languages(kind, after)
    return [
        replace(
            one,
            field=holding(one.field, own_words(before) + own_words(after), lang_of(after)),
            before=in_its_language(one.before, old, step.names),
            after=in_its_language(one.after, new, step.names),
        )
        for one in found
    ]


def languages(kind: str, content: Mapping[str, Any]) -> dict[str, str]:
    """The language of each text of a projection, as a difference says it; codes have none."""
    written = [
        (content.get("language", ""), value)
        for name, value in content.items()
        if name not in UNWRITTEN and not texts.choices(kind, name)
    ]
    told = [*content.get("translations", {}).items(), *written]
    return {
        cut(plain(text), LONGEST): language
        for language, value in told
        for text in texts_of(value)
        if not CODE.fullmatch(text)
    }


def in_its_language(said: str, known: Mapping[str, str], names: Collection[str]) -> str:
    """A text that people wrote, whole; else words of ours, where titles of records are marked: they
    are taken to be in the portal's own language."""
    language = known.get(said, "")
    if language in {"", spoken()}:
        return said if language else holding(said, names, settings.LANGUAGE_CODE)
    return Markup('<span lang="{}">{}</span>').format(language, said)


def holding(said: str, own: Collection[str], language: str) -> str:
    """Words of ours that hold some of people."""
    if language == spoken():
        return said
    return tongue(said, sorted(own, key=len, reverse=True), language)


def sentences(kind: str, step: Step) -> list[str]:
    """The same as text, for feeds; begins with the reason when one was given."""
    return ([step.why] if step.why else []) + [sentence(one) for one in of(kind, step)]


def sentence(one: Difference) -> str:
    values = {"field": one.field, "before": one.before, "after": one.after}
    if not one.before:
        return _("%(field)s, ajouté : %(after)s.") % values
    if not one.after:
        return _("%(field)s, retiré : %(before)s.") % values
    return _("%(field)s : « %(before)s » est devenu « %(after)s ».") % values


def label(kind: str, name: str) -> str:
    return capital(texts.label(kind, name))


def words(kind: str, name: str, value: Any) -> str:
    return cut(plain(texts.words(kind, name, value)), LONGEST)
