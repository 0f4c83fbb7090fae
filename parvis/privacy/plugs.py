"""What the registers of personal data tell the lower floors."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pyoxigraph import Quad

from parvis.privacy import checking, showing, words
from parvis.privacy import entitlements as owed
from parvis.privacy.exchange import door, reading
from parvis.privacy.exchange.definition import DOORS
from parvis.privacy.incidents import actions as incidents
from parvis.privacy.notices import plugs as notices
from parvis.privacy.policy import plugs as policy
from parvis.privacy.register import dashboard
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
            name="processing",
            model="privacy.Processing",
            path="traitements",
            one=_("traitement"),
            many=_("traitements de données"),
            iri="https://w3id.org/dpv#Process",
            facets=(
                *("concerned", "basis", "organisation", "data_category", "sensitive", "dpia"),
                *("processing_status", "processing_role", "operation"),
            ),
        ),
        *notices.record_types(),
        *policy.record_types(),
    ]


@implement
def predicates() -> list[Predicate]:
    return [
        predicate("treats", _("traite"), _("est traité par"), "dataset"),
        predicate(
            "collects_by", _("recueille des données par"), _("recueille des données pour"), "device"
        ),
        predicate("runs_on", _("s’appuie sur"), _("sert à"), "application"),
        predicate(
            "entrusted_to", _("est confié en partie à"), _("traite des données pour"),
            "organisation",
        ),
        predicate("joint_with", _("est mené avec"), _("mène aussi"), "organisation"),
        predicate("on_behalf_of", _("est mené pour"), _("fait mener"), "organisation"),
        predicate("grants", _("donne le droit de"), _("s’exerce sur"), "right"),
        *notices.predicates(),
        *policy.predicates(),
    ]  # fmt: skip


def predicate(name: str, forward: str, backward: str, towards: str) -> Predicate:
    return Predicate(
        name=name,
        forward=forward,
        backward=backward,
        subjects=("processing",),
        objects=(towards,),
    )


@implement
def search_fields(projection: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        "processing": words.search_fields,
        "notice": notices.keywords,
        "policy": policy.keywords,
    }
    kind = kinds.get(projection["type"])
    return kind(projection) if kind else {}


@implement
def facet_titles() -> dict[str, str]:
    return {
        "concerned": _("Sur qui"),
        "basis": _("Ce qui le permet"),
        "data_category": _("Quelles données"),
        "sensitive": _("Données sensibles"),
        "dpia": _("Analyse d’impact"),
        "processing_status": _("État du traitement"),
        "processing_role": _("Pour qui"),
        "operation": _("Ce qu’on fait des données"),
        **notices.FACETS,
        **policy.FACETS,
    }


@implement
def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    return words.facet_labels(facet, values, notices.CLOSED | policy.CLOSED)


@implement
def facts(view: View) -> list[dict[str, Any]] | None:
    if view.type == "processing":
        return words.facts(view.content)
    kinds = {"notice": notices.facts, "policy": policy.facts}
    return kinds[view.type](view) if view.type in kinds else None


@implement
def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    pages = {
        "processing": showing.page_context,
        "notice": notices.page_context,
        "policy": policy.page_context,
    }
    return pages[view.type](view) if view.type in pages else None


@implement
def quads(projection: dict[str, Any], base: str) -> Iterable[Quad] | None:
    if projection["type"] != "processing":
        return None
    return door.quads(projection, base, reading.contact_of(projection.get("organisation")))


@implement
def machine_doors() -> list[Doors]:
    return [DOORS]


@implement
def entitlements(projection: dict[str, Any]) -> list[Entitlement] | None:
    return owed.of(projection, gettext) if projection["type"] == "processing" else None


@implement
def findings() -> Iterable[Finding]:
    for row, breach in [*checking.REGISTER.put()[1], *checking.untreated()]:
        yield ruled.finding(row, breach)
    yield from notices.findings()
    yield from policy.findings()


@implement
def awaits(user: Any) -> list[tuple[str, Iterable[Awaited]]]:
    found = chain(incidents.awaits(user), dashboard.awaits(user), notices.awaits(user))
    return [(str(_("Données personnelles")), found)]


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [
        ("remind_breaches", "parvis.privacy.jobs.remind_breaches", 900),
        ("look_after_processings", "parvis.privacy.jobs.look_after_processings", 86_400),
        ("warn_old_notices", "parvis.privacy.jobs.warn_old_notices", 21_600),
    ]


@implement
def desk_sections() -> list[Section]:
    return [Section(range(160, 180), _("Données personnelles"), "user")]
