"""What the catalogue tells the lower floors."""

from django.utils.translation import gettext_lazy as _

from parvis.records.hooks import implement
from parvis.records.kinds import Predicate, RecordType

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
            facets=("theme", "organisation", "licence", "format", "frequency", "access"),
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
            name="catalogue",
            model="catalogue.Catalogue",
            path="catalogues",
            one=_("portail"),
            many=_("portails"),
            iri=DCAT + "Catalog",
        ),
    ]


@implement
def predicates() -> list[Predicate]:
    return [
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
