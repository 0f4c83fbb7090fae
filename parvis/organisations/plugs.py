"""What organisations tell the lower floors."""

from django.utils.translation import gettext_lazy as _

from parvis.records.hooks import implement
from parvis.records.kinds import Predicate, RecordType


@implement
def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="organisation",
            model="organisations.Organisation",
            path="organisations",
            one=_("organisation"),
            many=_("organisations"),
            iri="http://xmlns.com/foaf/0.1/Agent",
            facets=("kind",),
        )
    ]


@implement
def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="responsible",
            forward=_("est sous la responsabilité de"),
            backward=_("est responsable de"),
            iri="http://purl.org/dc/terms/publisher",
        ),
        Predicate(
            name="part_of",
            forward=_("fait partie de"),
            backward=_("comprend"),
            iri="http://www.w3.org/ns/org#subOrganizationOf",
            subjects=("organisation",),
            objects=("organisation",),
        ),
    ]
