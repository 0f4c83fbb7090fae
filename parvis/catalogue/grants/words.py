"""An access in the words of those who read it: to whom, what, for what, until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue import access
from parvis.catalogue.grants.models import Grant, in_force
from parvis.catalogue.grants.rules import holds
from parvis.lake.query.policy import Policy
from parvis.records.audience import Audience
from parvis.records.models import Published

SHOWN = 20  # accesses that the page of a data set tells
NAMED = 8  # columns


@dataclass(frozen=True)
class Told:
    """`slug`: of the organisation's page, "" where it has none for who reads."""

    to: str
    what: str
    purpose: str
    until: date | None
    slug: str = ""
    everyone: bool = False


def given(dataset: UUID, content: Mapping[str, Any], audience: Audience) -> list[Told]:
    """Those in force today, for the page of the data set: nobody need ask who reads. None of open
    data."""
    if access.open_to_all(content):
        return []
    grants = [one for one in in_force(dataset) if holds(one, content)][:SHOWN]
    named = [one.organisation.uuid for one in grants if one.organisation]
    shown = {row.pk: row for row in Published.objects.visible(audience).filter(pk__in=named)}
    return [told(one, shown) for one in grants]


def told(grant: Grant, shown: Mapping[UUID, Published]) -> Told:
    facts = what(grant), grant.purpose, grant.until
    if grant.organisation is None:
        return Told(_("Tout le monde"), *facts, everyone=True)
    row = shown.get(grant.organisation.uuid)
    if row is None:
        return Told(_("Une organisation qui n’a pas de fiche publique"), *facts)
    return Told(row.title, *facts, slug=row.slug)


def what(grant: Grant) -> str:
    if grant.least:
        values = {"num": grant.least, "names": names(grant.dimensions)}
        return _("des groupes d’au moins %(num)s lignes, par %(names)s") % values
    rows = _("une partie des lignes") if grant.condition else _("toutes les lignes")
    columns = _("toutes les colonnes")
    if grant.columns:
        columns = _("les colonnes %(names)s") % {"names": names(grant.columns)}
    return f"{rows}, {columns}"


def names(columns: Sequence[str]) -> str:
    more = len(columns) - NAMED
    told = ", ".join(columns[:NAMED])
    if more > 0:
        told += ngettext(" et %(num)s autre", " et %(num)s autres", more) % {"num": more}
    return told


def rule(policy: Policy) -> str:
    """What a page of rows says of the policy that they are read under; "" of open data."""
    if policy.grouped_only:
        return _(
            "Ces données se donnent en groupes d’au moins %(num)s lignes, par %(names)s : les "
            "groupes plus petits ne sont comptés nulle part."
        ) % {"num": policy.minimum, "names": names(policy.dimensions)}
    if policy.public:
        return ""
    return _("Vous lisez ce qui vous en est donné, pour : %(purpose)s") % {
        "purpose": policy.purpose
    }
