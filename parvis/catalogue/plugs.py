"""What the catalogue tells the lower floors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pyoxigraph import Quad

from parvis.catalogue import contract_words, csvw, dcat, moved, rdf, scores, words
from parvis.catalogue.campaign import waiting as campaign
from parvis.catalogue.citizens import plugs as declared
from parvis.catalogue.citizens import waiting
from parvis.catalogue.citizens import words as citizens
from parvis.catalogue.deposits import waiting as deposits
from parvis.catalogue.explore import prepared
from parvis.catalogue.grants import words as grants
from parvis.catalogue.harvest.connectors import Connector
from parvis.catalogue.harvest.geo import csw
from parvis.catalogue.harvest.geo.ows.portal import Ows
from parvis.catalogue.harvest.portals.ckan.portal import Ckan
from parvis.catalogue.harvest.portals.inventory.connector import Inventory
from parvis.catalogue.harvest.portals.ogcapi.portal import OgcApi
from parvis.catalogue.harvest.portals.opendatasoft.portal import Opendatasoft
from parvis.catalogue.harvest.portals.rudi.node import Rudi
from parvis.catalogue.harvest.rdf import Dcat
from parvis.catalogue.links import known
from parvis.catalogue.live import words as live
from parvis.catalogue.quality.described import addresses
from parvis.catalogue.rows import addresses as known_addresses
from parvis.catalogue.rows import keys
from parvis.catalogue.rows.summary import summary
from parvis.people.models import User
from parvis.records.audience import Audience
from parvis.records.hooks import implement
from parvis.records.kinds import Address, Awaited, Predicate, RecordType, Section
from parvis.records.models import Published
from parvis.records.openapi import Doors
from parvis.records.projection import View

DCAT = "http://www.w3.org/ns/dcat#"
TERMS = "http://purl.org/dc/terms/"


@implement
def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="dataset",
            model="catalogue.Dataset",
            path="donnees",
            one=_("jeu de données"),
            many=_("données"),
            iri=DCAT + "Dataset",
            facets=(
                *("theme", "organisation", "territory", "format", "access", "year"),
                *("application", "licence", "frequency", "personal", "mark", "quality"),
            ),
        ),
        RecordType(
            name="series",
            model="catalogue.DatasetSeries",
            path="series",
            one=_("série de jeux de données"),
            many=_("séries de données"),
            iri=DCAT + "DatasetSeries",
            facets=("theme", "organisation"),
        ),
        RecordType(
            name="service",
            model="catalogue.DataService",
            path="services",
            one=_("service de données"),
            many=_("services de données"),
            iri=DCAT + "DataService",
        ),
        RecordType(
            name="application",
            model="catalogue.Application",
            path="applications",
            one=_("application métier"),
            many=_("logiciels des services"),
            facets=("organisation",),
        ),
        RecordType(
            name="contract",
            model="catalogue.Contract",
            path="contrats",
            one=_("contrat"),
            many=_("contrats"),
            facets=("organisation",),
        ),
        RecordType(
            name="term",
            model="catalogue.GlossaryTerm",
            path="glossaire",
            one=_("mot du glossaire"),
            many=_("glossaire"),
            iri="http://www.w3.org/2004/02/skos/core#Concept",
        ),
        RecordType(
            name="catalogue",
            model="catalogue.Catalogue",
            path="catalogues",
            one=_("portail"),
            many=_("portails"),
            iri=DCAT + "Catalog",
        ),
        *declared.record_types(),
    ]


@implement
def connectors() -> list[Connector]:
    return [Dcat(), Ckan(), Opendatasoft(), Rudi(), OgcApi(), Ows(), Inventory(), *csw.CONNECTORS]


@implement
def predicates() -> list[Predicate]:
    return [
        *declared.predicates(),
        Predicate(
            name="listed_in",
            forward=_("vient du portail"),
            backward=_("recense"),
            iri=TERMS + "isPartOf",
            objects=("catalogue",),
        ),
        Predicate(
            name="comes_from",
            forward=_("provient de l’application"),
            backward=_("produit le jeu de données"),
            iri=TERMS + "source",
            subjects=("dataset",),
            objects=("application",),
        ),
        Predicate(
            name="derived_from",
            forward=_("est fait à partir de"),
            backward=_("sert à faire"),
            iri="http://www.w3.org/ns/prov#wasDerivedFrom",
            subjects=("dataset",),
            objects=("dataset",),
        ),
        Predicate(
            name="under_contract",
            forward=_("relève du contrat"),
            backward=_("couvre"),
            subjects=("application", "device"),
            objects=("contract",),
        ),
        Predicate(
            name="signed_with",
            forward=_("est passé avec"),
            backward=_("a signé le contrat"),
            subjects=("contract",),
            objects=("organisation",),
        ),
        Predicate(
            name="makes_due",
            forward=_("fait remettre"),
            backward=_("est dû par le contrat"),
            subjects=("contract",),
            objects=("dataset",),
        ),
        Predicate(
            name="uses_term",
            forward=_("emploie le mot"),
            backward=_("est un mot employé par"),
            iri=TERMS + "subject",
            subjects=("dataset",),
            objects=("term",),
        ),
        Predicate(
            name="in_series",
            forward=_("fait partie de la série"),
            backward=_("réunit"),
            iri=DCAT + "inSeries",
            subjects=("dataset",),
            objects=("series",),
        ),
        Predicate(
            name="serves",
            forward=_("donne accès à"),
            backward=_("est servi par"),
            iri=DCAT + "servesDataset",
            subjects=("service",),
            objects=("dataset",),
        ),
        Predicate(
            name="replaces",
            forward=_("remplace"),
            backward=_("est remplacé par"),
            iri=TERMS + "replaces",
        ),
        Predicate(
            name="see_also",
            forward=_("va avec"),
            backward=_("va avec"),
            iri=TERMS + "relation",
        ),
    ]


@implement
def search_fields(projection: dict[str, Any]) -> dict[str, Any]:
    if projection.get("type") == "contract":
        return contract_words.search_fields(projection)
    return words.search_fields(projection)


@implement
def facet_titles() -> dict[str, str]:
    return {
        "theme": _("Thème"),
        "licence": _("Licence"),
        "format": _("Format"),
        "frequency": _("Mise à jour"),
        "access": _("Accès"),
        "quality": _("Description"),
        "personal": _("Sur des personnes"),
        "mark": _("Données particulières"),
        "application": _("Logiciel d’origine"),
        "territory": _("Territoire"),
        "year": _("Dernières données"),
    }


@implement
def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    return words.facet_labels(facet, values)


@implement
def facts(view: View) -> list[dict[str, Any]] | None:
    if view.type == "contract":
        return contract_words.facts(view)
    return words.facts(view) or citizens.facts(view)


@implement
def schema_org(projection: dict[str, Any], base: str) -> dict[str, Any] | None:
    return words.schema_org(projection, base)


@implement
def quads(projection: dict[str, Any], base: str) -> Iterable[Quad] | None:
    """A data set, a series or a service alone in its catalogue."""
    if projection["type"] not in {"dataset", "series", "service"}:
        return None
    row = Published.objects.get(pk=UUID(projection["uuid"]))
    organisation = (projection.get("organisation") or "/").partition("/")[2]
    publisher = Published.objects.filter(type="organisation", slug=organisation).first()
    doc = rdf.one(row, {row.organisation: publisher} if publisher else {})
    if doc is None:
        return None
    known = {column["name"] for column in projection.get("dictionary") or ()}
    key = keys.described(row.uuid, known) if known else ()
    schema = csvw.triples(projection, rdf.identifier(row.type, row.slug), key)
    return [Quad(t.subject, t.predicate, t.object) for t in (*dcat.to_rdf(doc), *schema)]


@implement
def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    """One query for all that the addresses of a data set answered."""
    if view.type == "contract":
        return contract_words.page_context(view)
    if view.type != "dataset":
        return citizens.page_context(view)
    checks = known.checks(addresses(view.content))
    answers = {address: row.answers for address, row in checks.items() if row.answers is not None}
    rows = summary(view)
    return words.page_context(view, checks) | {
        "quality": scores.of(view, answers),
        "rows": rows,
        "given": grants.given(view.uuid, view.content, audience),
        "rhythm": live.rhythm(view.uuid) if rows else None,
        **citizens.about_dataset(view),
    }


@implement
def old_address(path: str) -> UUID | None:
    return moved.record_at(path)


@implement
def find_address(text: str) -> list[Address] | None:
    return known_addresses.found(text)


@implement
def machine_doors() -> list[Doors]:
    from parvis.catalogue.definition import DOORS

    return DOORS


@implement
def page_state() -> list[str]:
    """Whether addresses answer, how well the catalogue is described, what changes are announced,
    which rows are published and what tells them apart, to whom others are given, which come by
    themselves or are silent."""
    return [
        "SELECT MAX(id) FROM catalogue_edition",
        "SELECT MAX(published) FROM lake_pointer",
        "SELECT MAX(at) FROM catalogue_rowkey",
        "SELECT COUNT(*) FROM catalogue_rowkey",
        "SELECT MAX(changed) FROM catalogue_grant",
        "SELECT COUNT(*) + COUNT(ended) FROM catalogue_grant",  # of two at once
        "SELECT MAX(since) FROM catalogue_linkcheck",
        "SELECT MAX(made) FROM catalogue_cataloguequality",
        "SELECT MAX(made) FROM catalogue_changenotice",
        "SELECT MAX(changed) FROM catalogue_feed",
        "SELECT MAX(told) FROM catalogue_feed",
        "SELECT SUM(every * CASE WHEN paused THEN -1 ELSE 1 END) FROM catalogue_feed",
        "SELECT COUNT(*) FROM catalogue_feed WHERE failures > 0",
    ]


@implement
def scheduled() -> list[tuple[str, str, int]]:
    asking = [("check_links", "parvis.catalogue.jobs.check_links", 60)]
    looking = [
        ("assess_catalogue", "parvis.catalogue.jobs.assess_catalogue", 3_600),
        ("harvest_sources", "parvis.catalogue.jobs.harvest_sources", 60),
        ("remind_campaigns", "parvis.catalogue.jobs.remind_campaigns", 21_600),
        ("see_changes", "parvis.catalogue.citizens.jobs.see_changes", 900),
        ("forget_people", "parvis.catalogue.citizens.jobs.forget_people", 86_400),
        ("scan_databases", "parvis.catalogue.scanned.jobs.scan_all", 7 * 86_400),
        ("reload_feeds", "parvis.catalogue.live.jobs.reload_feeds", 60),
        ("collect_rows", "parvis.catalogue.live.jobs.collect_rows", 3_600),
        ("forget_uses", "parvis.catalogue.grants.jobs.forget_uses", 86_400),
        ("look_after_deposits", "parvis.catalogue.deposits.jobs.look_after_deposits", 3_600),
    ]
    return looking if settings.PARVIS_SKIP_LINKS else [*looking, *asking]


@implement
def loops(ended: Callable[[], bool]) -> list[tuple[str, Callable[[], object], float]]:
    return [("table of the catalogue", prepared.Preparer(ended).run_once, prepared.EVERY)]


@implement
def awaits(user: User) -> list[tuple[str, Iterable[Awaited]]]:
    """What people brought and nobody read yet; answers that are due; lists of data to confirm."""
    found = chain(waiting.awaits(user), campaign.awaits(user), deposits.awaits(user))
    return [(str(_("Catalogue")), found)]


@implement
def desk_sections() -> list[Section]:
    return [Section(range(100, 140), _("Catalogue"), "folder-open-inverse")]
