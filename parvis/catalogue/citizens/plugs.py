"""What this part of the catalogue declares; `parvis/catalogue/plugs.py` tells it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.records.kinds import Predicate, RecordType


def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="reuse",
            model="catalogue.Reuse",
            path="reutilisations",
            one=_("réutilisation"),
            many=_("réutilisations"),
            facets=("organisation",),
        ),
        RecordType(
            name="request",
            model="catalogue.DataRequest",
            path="demandes",
            one=_("demande de données"),
            many=_("demandes de données"),
            facets=("organisation",),
        ),
    ]


def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="reuses",
            forward=_("réutilise"),
            backward=_("est réutilisé par"),
            subjects=("reuse",),
            objects=("dataset",),
        ),
        Predicate(
            name="used_in",
            forward=_("est utilisé dans"),
            backward=_("utilise"),
            subjects=("dataset", "algorithm"),
        ),
        Predicate(
            name="asks_for",
            forward=_("demande l’accès à"),
            backward=_("est demandé par"),
            subjects=("request",),
            objects=("dataset",),
        ),
    ]
