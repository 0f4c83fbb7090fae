"""Rows of a CSV of devices, and forty ways of spoiling one."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

ZONE = '{"type":"Polygon","coordinates":[[[-1.7,48.1],[-1.6,48.1],[-1.6,48.2],[-1.7,48.1]]]}'


class Fault(NamedTuple):
    """A cell that is wrong; `field` is what the report must name, `mend` words it must say."""

    column: str
    value: str
    field: str
    mend: str


def good(number: int, organisation: str) -> dict[str, str]:
    """A device in order."""
    ends = timezone.localdate() + dt.timedelta(days=700)
    return {
        "slug": f"capteur-{number}",
        "title": f"Capteur n° {number}",
        "organisation": organisation,
        "circle": "public",
        "kind": "sensor",
        "status": "in_service",
        "ends_on": ends.isoformat(),
        "purposes": "Environnement",
        "technologies": "thermometer ; tech__air_quality",
        "personal_data": "non",
        "place": f"{number}, rue des Essais",
        "commune": "35238",
        "longitude": "-1,6778",
        "latitude": "48.1173",
        "position_shown": "point",
    }


FAULTS = (
    Fault("title", "", "Titre", "vide"),
    Fault("title", "t" * 501, "Titre", "500"),
    Fault("slug", "Capteur Été", "Adresse courte", "Lettres sans accent"),
    Fault("slug", "signaler", "Adresse courte", "choisissez-en une autre"),
    Fault("slug", "capteur-0", "Adresse courte", "deux fois"),
    Fault("slug", "pas-a-vous", "Adresse courte", "déjà prise"),
    Fault("organisation", "nulle-part", "Organisation responsable", "aucune fiche connue"),
    Fault("organisation", "ville-voisine", "Organisation", "n’écrivez pas pour"),
    Fault("operator", "personne", "Qui l’exploite", "aucune fiche connue"),
    Fault("circle", "tout le monde", "Cercle de visibilité", "public, partners"),
    Fault("kind", "camra", "Nature", "camera, counter"),
    Fault("status", "cassé", "État", "planned, in_service"),
    Fault("ends_on", "31/02/2027", "Fin prévue", "AAAA-MM-JJ"),
    Fault("installed_on", "hier", "Posé le", "AAAA-MM-JJ"),
    Fault("review_on", "2027-13-01", "À relire avant le", "AAAA-MM-JJ"),
    Fault("order_date", "mars 2025", "Arrêté préfectoral, date", "AAAA-MM-JJ"),
    Fault("purposes", "Mobilitée", "À quoi il sert", "purpose__mobility"),
    Fault("technologies", "purpose__mobility", "Technologie", "plus proche"),
    Fault("technologies", "thermometre laser", "Technologie", "tech__thermometer"),
    Fault("data", "values", "Données recueillies", "data__values_time"),
    Fault("retention_days", "un mois", "Durée de conservation, en jours", "nombre entier"),
    Fault("retention_days", "-5", "Durée de conservation, en jours", "supérieure ou égale à 0"),
    Fault("retention_days", "1.5", "Durée de conservation, en jours", "nombre entier"),
    Fault("recognition", "oui", "Peut-on reconnaître une personne ?", "identifiable"),
    Fault("personal_data", "peut-être", "Contient des données", "oui ou non"),
    Fault("contact_email", "capteurs@", "Adresse e-mail de contact", "adresse"),
    Fault("contact_phone", "0" * 31, "Téléphone de contact", "30"),
    Fault("notice_url", "voir la mairie", "Adresse de la notice", "URL"),
    Fault("dpia_url", "javascript:alert(1)", "Adresse de l’analyse", "URL"),
    Fault("legal_ground", "la loi", "Base légale", "public_task"),
    Fault("objection", "non", "Droit d’opposition", "set_aside"),
    Fault("csi_purposes", "12", "Finalités de l’article L.251-2", "1, 2, 3"),
    Fault("commune", "Rennes", "Code INSEE de la commune", "35238"),
    Fault("longitude", "200", "Longitude", "-180 à 180"),
    Fault("latitude", "nord", "Latitude", "nombre"),
    Fault("latitude", "", "Latitude", "aucune des deux"),
    Fault("position_shown", "flou", "Ce qu’on montre de l’endroit", "point, zone, area"),
    Fault("zone", "{pas du json", "Contour de la zone", "JSON"),
    Fault("zone", '{"type":"Point","coordinates":[0,0]}', "Contour de la zone", "Polygon"),
    Fault("field_of_view", ZONE.replace("-1.7,48.1]]]", "-1.9,48.9]]]"), "Champ filmé", "GeoJSON"),
    Fault("height", "haut", "Hauteur, en mètres", "nombre"),
    Fault("source_language", "klingon", "Langue d’origine", "fr"),
    Fault("hidden_fields", '["title"]', "Champs non publiés", "ne peuvent pas"),
    Fault("translations", '{"en": 3}', "Traductions", "repartez de l’export"),
)
