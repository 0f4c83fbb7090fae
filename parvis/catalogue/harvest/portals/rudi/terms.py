"""RUDI's own lists: 14 themes, 8 licences, contracts of interface."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.catalogue import vocabulary

NOBODY = frozenset({"aucun contact", "non renseigne"})  # how a producer is written when unknown


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of RUDI: its labels and the code of the European theme it belongs to."""

    european: str
    french: str
    english: str


THEMES = {
    "children": Theme("EDUC", "Enfance", "Childhood"),
    "citizenship": Theme("GOVE", "Citoyenneté", "Citizenship"),
    "culture": Theme("EDUC", "Culture, Sports, Loisirs", "Culture, sports, leisure"),
    "economy": Theme("ECON", "Économie", "Economy"),
    "education": Theme("EDUC", "Éducation", "Education"),
    "energyNetworks": Theme("ENER", "Réseaux, Énergie", "Networks, energy"),
    "environment": Theme("ENVI", "Environnement", "Environment"),
    "health": Theme("HEAL", "Santé, Sécurité", "Health, safety"),
    "housing": Theme("REGI", "Logement", "Housing"),
    "location": Theme("REGI", "Référentiels géographiques", "Geographic reference data"),
    "publicSpace": Theme("REGI", "Espace public", "Public space"),
    "society": Theme("SOCI", "Social", "Social affairs"),
    "townPlanning": Theme("REGI", "Urbanisme", "Town planning"),
    "transportation": Theme("TRAN", "Mobilité, Transport", "Mobility, transport"),
}
_BY_WORD = {vocabulary.fold(code): one for code, one in THEMES.items()} | {
    vocabulary.fold(one.french): one for one in THEMES.values()
}


def theme(text: str) -> Theme | None:
    """The theme of a code ("townPlanning") or of its French label, accents or not."""
    return _BY_WORD.get(vocabulary.fold(text))


# Contracts that name a service; `dwnl` is a plain download. Self data (tpbc, gdata) answers only
# the person it is about.
SERVICES = {
    "gdata": "",
    "generic-data": "",
    "tpbc": "",
    "temporal-bar-chart": "",
    "wms": "http://www.opengis.net/def/serviceType/ogc/wms",
    "wfs": "http://www.opengis.net/def/serviceType/ogc/wfs",
    "wmts": "http://www.opengis.net/def/serviceType/ogc/wmts",
}
DOWNLOADS = frozenset({"", "dwnl"})

_EU = "http://publications.europa.eu/resource/authority/"
WITHDRAWN = f"{_EU}distribution-status/WITHDRAWN"
PUBLIC = f"{_EU}access-right/PUBLIC"
RESTRICTED = f"{_EU}access-right/RESTRICTED"

PERSONAL = {
    "en": "The RUDI node says that it holds personal data.",
    "fr": "Le nœud RUDI indique qu’il contient des données personnelles.",
}
ENCRYPTED = {"en": "Encrypted file.", "fr": "Fichier chiffré."}
