"""What organisations tell the lower floors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.organisations.rights import Matter, Verb
from parvis.organisations.standing import facts_of, standing_of
from parvis.people.models import User
from parvis.records.audience import Audience
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


@implement
def audience(request: HttpRequest) -> Audience | None:
    """The circle of a signed-in person; a visitor without a session is not even looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return standing_of(request.user).audience


@implement
def may(user: User, verb: str, record: Any) -> bool | None:
    """Judged by `rights.TABLE`; None for a verb of another room."""
    return standing_of(user).may(verb, record) if verb in KNOWN else None


@implement
def scope(user: User, verb: str, model: type[Model]) -> Q | None:
    return standing_of(user).scope(verb, model) if verb in KNOWN else None


@implement
def organisations_for(user: User, verb: str, kind: str) -> Q | None:
    if verb not in KNOWN:
        return None
    return standing_of(user).among(verb, kind)


@implement
def enters(user: User) -> bool:
    return standing_of(user).enters


@implement
def needs_review(record: Any) -> list[str]:
    """What is about people is read by the data protection officer too."""
    return ["privacy"] if facts_of(record).is_about(Matter.PERSONAL) else []


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [("forget_addresses", "parvis.organisations.jobs.forget_addresses", 86_400)]


KNOWN = frozenset(verb.value for verb in Verb)
