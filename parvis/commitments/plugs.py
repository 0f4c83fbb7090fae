"""What the commitments tell the lower floors."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.commitments import reading, words
from parvis.records.audience import Audience
from parvis.records.hooks import implement
from parvis.records.kinds import Indicator, Predicate, RecordType, Section
from parvis.records.projection import View


@implement
def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="commitment",
            model="commitments.Commitment",
            path="engagements",
            one=_("engagement"),
            many=_("engagements"),
        ),
        RecordType(
            name="action",
            model="commitments.Action",
            path="actions",
            one=_("action"),
            many=_("actions"),
            facets=("organisation",),
        ),
    ]


@implement
def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="carries_out",
            forward=_("met en œuvre l’engagement"),
            backward=_("est mis en œuvre par"),
            subjects=("action",),
            objects=("commitment",),
        ),
        Predicate(
            name="proves",
            forward=_("montre que l’on tient"),
            backward=_("se vérifie sur"),
            objects=("commitment", "action"),
        ),
    ]


@implement
def search_fields(projection: dict[str, Any]) -> dict[str, Any]:
    if projection["type"] not in {"commitment", "action"}:
        return {}
    kind = gettext("engagement") if projection["type"] == "commitment" else gettext("action")
    texts = [projection.get("promise", ""), projection.get("expected_proof", "")]
    return {"keywords": (f"{kind} {projection['number']}",), "body": " ".join(filter(None, texts))}


@implement
def facts(view: View) -> list[dict[str, Any]] | None:
    return words.facts(view)


@implement
def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    return words.page_context(view, audience)


@implement
def indicators() -> list[Indicator]:
    return [
        Indicator(
            name="commitments_proved",
            label=_("engagements appuyés par une preuve vérifiée"),
            value=reading.commitments_proved,
            page="commitment",
        ),
        Indicator(
            name="actions_proved",
            label=_("actions appuyées par une preuve vérifiée"),
            value=reading.actions_proved,
            page="action",
        ),
    ]


@implement
def desk_sections() -> list[Section]:
    return [Section(range(220, 240), _("Comptes publics"), "pick")]
