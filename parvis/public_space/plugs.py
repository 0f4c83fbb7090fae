"""What the register of devices tells the lower floors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from parvis.public_space.signage import plugs as signage
from parvis.public_space.signage import states
from parvis.records.audience import Audience
from parvis.records.hooks import implement
from parvis.records.kinds import Predicate, RecordType
from parvis.records.projection import View


@implement
def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="device",
            model="public_space.Device",
            path="capteurs",
            one=_("équipement"),
            many=_("capteurs et caméras"),
            iri="http://www.w3.org/ns/sosa/Platform",
            facets=(
                *("device_kind", "purpose", "recognition", "technology"),
                *("organisation", "operator", "territory", "status"),
            ),
        ),
        *signage.record_types(),
    ]


@implement
def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="feeds",
            forward=_("alimente"),
            backward=_("est alimenté par"),
            subjects=("device",),
            objects=("dataset",),
        ),
        Predicate(
            name="operated_by",
            forward=_("est exploité par"),
            backward=_("exploite"),
            subjects=("device",),
            objects=("organisation",),
        ),
        Predicate(
            name="maintained_by",
            forward=_("est entretenu par"),
            backward=_("entretient"),
            subjects=("device",),
            objects=("organisation",),
        ),
        Predicate(
            name="authorised_by",
            forward=_("est autorisé par"),
            backward=_("autorise"),
            subjects=("device",),
        ),
        *signage.predicates(),
    ]


@implement
def facts(view: View) -> list[dict[str, Any]] | None:
    return states.facts(view) if view.type == "sign" else None


@implement
def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    return states.page_context(view) if view.type == "sign" else None


@implement
def awaits(user: Any) -> Iterable[tuple[str, str, Any]]:
    return signage.awaits(user)
