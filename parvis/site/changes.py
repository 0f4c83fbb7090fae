"""Published changes in words."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from parvis.design.text import capital, cut, plain
from parvis.records.differences import Difference, differences
from parvis.records.models import HistoryEntry
from parvis.records.past import Step
from parvis.site import texts

LONGEST = 600


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
