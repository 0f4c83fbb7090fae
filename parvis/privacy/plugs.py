"""What the registers of personal data tell the lower floors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.privacy import checking
from parvis.privacy import entitlements as owed
from parvis.privacy.notices import plugs as notices
from parvis.privacy.policy import plugs as policy
from parvis.records import ruled
from parvis.records.entitlements import Entitlement
from parvis.records.hooks import implement
from parvis.records.kinds import Finding, Predicate, RecordType


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
                *("people", "basis", "organisation", "data_category"),
                *("sensitive", "assessment", "processing_status"),
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
        predicate("grants", _("ouvre"), _("s’exerce sur"), "right"),
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
def entitlements(projection: dict[str, Any]) -> list[Entitlement] | None:
    return owed.of(projection, gettext) if projection["type"] == "processing" else None


@implement
def findings() -> Iterable[Finding]:
    for row, breach in checking.found(checking.public_rows()):
        yield ruled.finding(row, breach)
    for row, breach in checking.untreated():
        yield ruled.finding(row, breach)
    yield from notices.findings()
    yield from policy.findings()
