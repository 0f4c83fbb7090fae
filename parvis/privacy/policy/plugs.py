"""What the protection policy declares; `parvis/privacy/plugs.py` tells it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.privacy.policy import checking
from parvis.privacy.policy.choices import Kind, State
from parvis.privacy.policy.showing import facts, keywords, page_context
from parvis.records import ruled
from parvis.records.kinds import Finding, Predicate, RecordType

FACETS = {"measure_kind": _("Nature de la mesure"), "measure_state": _("État de la mesure")}
CLOSED = {"measure_kind": Kind, "measure_state": State}


def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="policy",
            model="privacy.Protection",
            path="politique-de-protection",
            one=_("mesure de protection"),
            many=_("politique de protection"),
            iri="https://w3id.org/dpv#TechnicalOrganisationalMeasure",
            facets=("measure_kind", "measure_state", "organisation"),
        )
    ]


def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="protects",
            forward=_("protège"),
            backward=_("est protégé par"),
            subjects=("policy",),
            objects=("processing",),
        )
    ]


def findings() -> Iterable[Finding]:
    for row, breach in checking.REGISTER.put()[1]:
        yield ruled.finding(row, breach)


__all__ = [
    "CLOSED", "FACETS", "facts", "findings", "keywords", "page_context", "predicates",
    "record_types",
]  # fmt: skip
