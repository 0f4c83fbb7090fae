"""What the register of algorithms tells the lower floors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from pyoxigraph import Quad

from parvis.algorithms import checking, entitled, rdf, searching, showing, words
from parvis.algorithms.explained import plugs as explained
from parvis.records import ruled
from parvis.records.audience import Audience
from parvis.records.entitlements import Entitlement
from parvis.records.hooks import implement
from parvis.records.kinds import Awaited, Finding, Predicate, RecordType, Section
from parvis.records.openapi import Doors
from parvis.records.projection import View


@implement
def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="algorithm",
            model="algorithms.Algorithm",
            path="algorithmes",
            one=_("algorithme"),
            many=_("algorithmes"),
            iri=rdf.SYSTEM,
            facets=(
                *("degree", "domain", "ai_class", "generative", "tool_status", "organisation"),
            ),
        ),
        RecordType(
            name="decision",
            model="algorithms.DecisionType",
            path="decisions",
            one=_("type de décision"),
            many=_("décisions prises avec un algorithme"),
            facets=("organisation",),
        ),
    ]


@implement
def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="reads",
            forward=_("utilise les données"),
            backward=_("nourrit"),
            subjects=("algorithm",),
            objects=("dataset",),
        ),
        Predicate(
            name="contributes_to",
            forward=_("aide à prendre"),
            backward=_("est prise avec l’aide de"),
            subjects=("algorithm",),
            objects=("decision",),
        ),
        Predicate(
            name="supplied_by",
            forward=_("est fourni par"),
            backward=_("fournit"),
            subjects=("algorithm",),
            objects=("organisation",),
        ),
        Predicate(
            name="under",
            forward=_("relève de"),
            backward=_("fonde"),
            subjects=("decision",),
            objects=("processing",),
        ),
        Predicate(
            name="opens",
            forward=_("donne le droit de"),
            backward=_("s’exerce contre"),
            subjects=("decision",),
            objects=("right",),
        ),
    ]


@implement
def search_fields(projection: dict[str, Any]) -> dict[str, Any]:
    return searching.search_fields(projection)


@implement
def facet_titles() -> dict[str, str]:
    return {
        "degree": _("Qui décide"),
        "domain": _("Domaine"),
        "ai_class": _("Règlement européen sur l’IA"),
        "generative": _("Outil génératif"),
        "tool_status": _("État"),
    }


@implement
def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    return searching.facet_labels(facet, values)


@implement
def facts(view: View) -> list[dict[str, Any]] | None:
    return words.facts(view)


@implement
def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    return showing.page_context(view, audience)


@implement
def quads(projection: dict[str, Any], base: str) -> Iterable[Quad] | None:
    return rdf.quads(projection, base) if projection["type"] in rdf.TYPES else None


@implement
def entitlements(projection: dict[str, Any]) -> list[Entitlement] | None:
    return entitled.of_decision(projection) if projection["type"] == "decision" else None


@implement
def findings() -> Iterable[Finding]:
    for register in checking.REGISTERS.values():
        for row, breach in register.put()[1]:
            yield ruled.finding(row, breach)


@implement
def machine_doors() -> list[Doors]:
    from parvis.algorithms.explained.definition import DOORS

    return [DOORS]


@implement
def page_state() -> list[str]:
    return [explained.STATE]


@implement
def awaits(user: Any) -> list[tuple[str, Iterable[Awaited]]]:
    return [(str(_("Algorithmes")), explained.awaits(user))]


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return explained.SCHEDULED


@implement
def desk_sections() -> list[Section]:
    return [Section(range(180, 200), _("Algorithmes"), "cogs")]
