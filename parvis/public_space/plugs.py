"""What the register of devices tells the lower floors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.records.hooks import implement
from parvis.records.kinds import Predicate, RecordType


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
        )
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
    ]
