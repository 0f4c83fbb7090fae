"""Synthetic French records, of our own writing: the same seed gives the same records.

Titles and texts follow a public catalogue's habits (what, of which kind, where, for whom); a long
tail of invented words gives the vocabulary of a real one (about 60,000 words for 100,000 records).
Uses are spread as on a national portal: one record in a thousand has thirty followers or re-uses.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from uuid import UUID

from parvis.records.search import SearchDocument, use_count


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split("|")]


KINDS = _list(
    """liste|localisation|inventaire|recensement|suivi|comptage|contour|carte|horaires
|fréquentation|emprise|état|répertoire|relevé|annuaire|budget|subventions|indicateurs
|mesures|historique|zonage|référentiel|calendrier|résultats|bilan|effectifs|tracé
|catalogue|plan|registre"""
)
THINGS = _list(
    """arbres|écoles|pistes cyclables|bibliothèques|associations|marchés publics|stations de métro
|capteurs de bruit|bornes de recharge|piscines|crèches|menus des cantines|délibérations|élus
|bureaux de vote|conteneurs à verre|points d'apport volontaire|composteurs|jardins partagés
|aires de jeux|parcs et jardins|fontaines à eau|toilettes publiques|défibrillateurs
|zones de rencontre|arrêts de bus|lignes de transport|parkings relais|places de stationnement
|chantiers|permis de construire|parcelles|bâtiments|logements sociaux|quartiers prioritaires
|îlots de chaleur|capteurs de température|qualité de l'air|qualité de l'eau
|réseaux d'assainissement|points d'eau incendie|éclairages publics|caméras
|équipements sportifs|salles municipales|musées|œuvres d'art|archives|festivals|événements
|accidents de la route|vitesses moyennes|comptages vélos|aires de covoiturage|autopartage
|prénoms|naissances|codes postaux des communes|population|revenus|emplois|entreprises
|commerces|terrasses|marchés alimentaires|formations|centres de formation|demandes d'asile
|aides sociales|médecins|pharmacies|maisons de santé|risques d'inondation|zones humides
|haies|espèces protégées|cours d'eau|consommations d'énergie|panneaux solaires
|toitures végétalisées|déchets ménagers|collectes|déchèteries|adresses|voies
|carrefours à feux|ponts|limites de communes|cadastre|plans locaux d'urbanisme"""
)
QUALITIES = _list(
    """municipaux|annuels|mensuels|accessibles|publics|remarquables|récents|anciens|rénovés
|métropolitains|scolaires|provisoires|définitifs|ouverts|anonymes|agrégés|détaillés|prévus
|réalisés|communautaires|historiques|touristiques|sensibles|partagés|contrôlés|estimés"""
)
PLACES = _list(
    """Acigné|Betton|Bécherel|Bourgbarré|Brécé|Bruz|Cesson-Sévigné|Chantepie|Chartres-de-
Bretagne|Chavagne|Chevaigné|Cintré|Clayes|Corps-Nuds|Gévezé|La Chapelle-Thouarault|Laillé
|Langan|L'Hermitage|Le Rheu|Le Verger|Miniac-sous-Bécherel|Montgermont|Mordelles|Nouvoitou
|Noyal-Châtillon|Orgères|Pacé|Parthenay-de-Bretagne|Pont-Péan|Rennes|Romillé|Saint-Armel
|Saint-Erblon|Saint-Gilles|Saint-Grégoire|Saint-Jacques-de-la-Lande|Saint-Sulpice-la-Forêt
|Thorigné-Fouillard|Vern-sur-Seiche|Vezin-le-Coquet|Bretagne|Ille-et-Vilaine"""
)
SERVICES = _list(
    """voirie|jardins|éducation|culture|sports|propreté|habitat|énergie|mobilités|archives
|état civil|urbanisme|santé|systèmes d'information|finances|solidarités"""
)
SENTENCES = _list(
    """Ce jeu de données présente {thing} de {place}.
|Les données sont relevées par la direction {service} et mises à jour chaque semaine.
|On y trouve {kind} des {thing} {quality}, avec leur adresse et leur date de mise en service.
|La position est donnée en degrés, dans le système géodésique mondial.
|Les valeurs manquantes signalent un relevé impossible ce jour-là.
|Il sert à décider où planter, réparer ou renforcer {thing} à {place}.
|Aucune donnée personnelle n'y figure ; les petits effectifs sont regroupés.
|L'eau, l'air et le sol y sont décrits par des mesures du réseau de {place}.
|Une anomalie peut être signalée au service {service}, qui répond publiquement.
|Chaque ligne décrit un objet, chaque colonne une propriété nommée dans le dictionnaire."""
)
THEMES = _list(
    """mobilité|environnement|culture|éducation|citoyenneté|urbanisme|santé|économie|énergie
|logement|sécurité|finances|sport|tourisme"""
)
LICENCES = ["lov2", "odbl", "notspecified", "cc-by"]
FORMATS = ["csv", "json", "geojson", "shp", "xlsx", "pdf", "gtfs", "parquet"]
RHYTHMS = ["annual", "monthly", "weekly", "daily", "continuous", "irregular", "unknown"]
TYPES = ["dataset"] * 12 + ["application", "device", "algorithm", "page", "processing"]
SYLLABLES = _list(
    """ba|ce|di|fo|gu|la|me|ni|po|ru|sa|te|vi|co|lu|dra|bre|fli|gno|tri|plo|mar
|tel|vin"""
)

EPOCH = 1_400_000_000  # the year 2014; dates spread over eight years


def rare_words(count: int, rng: random.Random) -> list[str]:
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(3, 5))) for _ in range(count)]


def records(count: int, *, seed: int = 1, first: int = 1) -> Iterator[SearchDocument]:
    """`count` documents with sequences from `first`; about 9 words of title and 65 of text."""
    rng = random.Random(seed)
    tail = rare_words(60_000, rng)
    zipf = list(accumulate(1 / (rank + 5) for rank in range(len(tail))))
    organisations = [(UUID(int=rng.getrandbits(128)), name) for name in _organisations()]
    for sequence in range(first, first + count):
        yield _record(sequence, rng, tail, zipf, organisations)


def _organisations() -> list[str]:
    return [f"Commune de {place}" for place in PLACES] + [f"Direction {name}" for name in SERVICES]


def _record(
    sequence: int,
    rng: random.Random,
    tail: list[str],
    zipf: list[float],
    organisations: list[tuple[UUID, str]],
) -> SearchDocument:
    pick = rng.choice
    kind, thing, place, quality = pick(KINDS), pick(THINGS), pick(PLACES), pick(QUALITIES)
    words = {"kind": kind, "thing": thing, "place": place, "quality": quality}
    organisation, name = pick(organisations)
    rare = rng.choices(tail, cum_weights=zipf, k=14)
    said = " ".join(s.format(service=pick(SERVICES), **words) for s in rng.sample(SENTENCES, 4))
    return SearchDocument(
        uuid=UUID(int=rng.getrandbits(128)),
        type=pick(TYPES),
        slug=f"synthetic-{sequence}",
        title=f"{kind.capitalize()} des {thing} {quality} de {place} {rare[0]}",
        sequence=sequence,
        summary=said,
        keywords=(thing, pick(THEMES), rare[1]),
        body=" ".join(rare[2:]),
        organisation=name,
        organisation_uuid=organisation,
        facets={
            "theme": rng.sample(THEMES, rng.randint(1, 3)),
            "licence": [pick(LICENCES)],
            "format": rng.sample(FORMATS, rng.randint(1, 3)),
            "rhythm": [pick(RHYTHMS)],
        },
        weight=use_count(int(rng.paretovariate(2)) - 1, 5 * (rng.paretovariate(1) - 1)),
        updated=EPOCH + rng.randrange(250_000_000),
    )
