"""What notices declare; `parvis/privacy/plugs.py` tells it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.privacy.notices import checking, points
from parvis.records import ruled
from parvis.records.kinds import Finding, Predicate, RecordType


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
    for row, breach in checking.found(points.public_points()):
        yield ruled.finding(row, breach)
