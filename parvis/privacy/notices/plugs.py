"""What notices declare; `parvis/privacy/plugs.py` tells it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.privacy.notices import checking
from parvis.privacy.notices.choices import Kind, Shows
from parvis.privacy.notices.letters import awaits
from parvis.privacy.notices.showing import facts, keywords, page_context
from parvis.records import ruled
from parvis.records.kinds import Finding, Predicate, RecordType

FACETS = {"notice_kind": _("Où l’on recueille"), "notice_shows": _("Comment on lit la notice")}
CLOSED = {"notice_kind": Kind, "notice_shows": Shows}


def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="notice",
            model="privacy.CollectionPoint",
            path="notices",
            one=_("point de collecte"),
            many=_("points de collecte"),
            iri="https://w3id.org/dpv#PrivacyNotice",
            facets=("notice_kind", "notice_shows", "organisation"),
        )
    ]


def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="informs_about",
            forward=_("informe sur"),
            backward=_("est expliqué par"),
            subjects=("notice",),
            objects=("processing",),
        )
    ]


def findings() -> Iterable[Finding]:
    for row, breach in checking.REGISTER.put()[1]:
        yield ruled.finding(row, breach)


__all__ = [
    "CLOSED", "FACETS", "awaits", "facts", "findings", "keywords", "page_context",
    "predicates", "record_types",
]  # fmt: skip
