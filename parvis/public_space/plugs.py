"""What the register of devices tells the lower floors."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _
from pyoxigraph import Quad

from parvis.design.maps import Place
from parvis.public_space import (
    checking,
    deadlines,
    listing,
    rdf,
    secrecy,
    short,
    showing,
    values,
    words,
)
from parvis.public_space.seen import plugs as seen
from parvis.public_space.signage import plugs as signage
from parvis.public_space.signage import states
from parvis.records import ruled
from parvis.records.audience import Audience
from parvis.records.hooks import implement
from parvis.records.kinds import Awaited, Finding, Predicate, RecordType, Section
from parvis.records.projection import View
from parvis.records.search import SearchRequest


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
                *("device_kind", "purpose", "personal", "recognition", "operator"),
                *("organisation", "technology", "territory", "status"),
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
def search_fields(projection: dict[str, Any]) -> dict[str, Any]:
    return words.search_fields(projection)


@implement
def facet_titles() -> dict[str, str]:
    return {
        "device_kind": _("Nature"),
        "purpose": _("À quoi ça sert"),
        "technology": _("Technologie"),
        "recognition": _("Peut-on vous reconnaître ?"),
        "status": _("État"),
        "operator": _("Qui l’exploite"),
    }


@implement
def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    return words.facet_labels(facet, values)


@implement
def facts(view: View) -> list[dict[str, Any]] | None:
    return states.facts(view) if view.type == "sign" else words.facts(view)


@implement
def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    if view.type == "sign":
        return states.page_context(view)
    return showing.page_context(view)


@implement
def quads(projection: dict[str, Any], base: str) -> Iterable[Quad] | None:
    return rdf.quads(projection, base) if projection["type"] == "device" else None


@implement
def list_places(kind: str, question: SearchRequest) -> list[Place] | None:
    return listing.list_places(question) if kind == "device" else None


@implement
def own_state(names: dict[str, Any]) -> str | None:
    """The pages of a device show its last values: they are others once a new one is there."""
    if names.get("path") == "capteurs" and "slug" in names:
        return values.state(device__slug=names["slug"])
    return values.state(device__short=short.read(names["short"])) if "short" in names else None


@implement
def placed(things: frozenset[int]) -> None:
    secrecy.look_again(things)


@implement
def findings() -> Iterable[Finding]:
    for row, breach in checking.REGISTER.put()[1]:
        yield ruled.finding(row, breach)


@implement
def awaits(user: Any) -> list[tuple[str, Iterable[Awaited]]]:
    found = chain(deadlines.awaits(user), seen.awaits(user), signage.awaits(user))
    return [(str(_("Espace public")), found)]


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [
        ("remind_deadlines", "parvis.public_space.jobs.remind_deadlines", 21_600),
        ("look_after_devices", "parvis.public_space.jobs.look_after_devices", 3_600),
        ("forget_sightings", "parvis.public_space.seen.jobs.forget_sightings", 86_400),
    ]


@implement
def desk_sections() -> list[Section]:
    return [Section(range(140, 160), _("Espace public"), "thumbtack")]
