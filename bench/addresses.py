"""Synthetic French addresses, of our own making: the same number of rows is always the same file.

Nineteen columns in the manner of a communal address base: every street of every commune bears
hundreds of numbers, so words repeat as they do in a real one; houses of a street stand near each
other. No address of them exists.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from bench.synthetic import PLACES

COLUMNS = (
    "cle_interop", "commune_insee", "commune_nom", "code_postal", "voie_code", "voie_type",
    "voie_nom", "numero", "suffixe", "lieudit", "position", "long", "lat", "parcelle", "altitude",
    "logements", "source", "date_der_maj", "certification",
)  # fmt: skip
KINDS = ("rue", "avenue", "boulevard", "allée", "impasse", "place", "chemin", "square", "cours")
OF = ("de la", "du", "des", "de l’", "d’")
WHO = (
    "Jeanne", "Victor", "Émile", "Louise", "Anatole", "Hélène", "Aristide", "Marguerite", "Léon",
    "Germaine", "Gaston", "Simone", "Eugène", "Amélie", "Théophile", "Blanche", "Édouard", "Zoé",
)  # fmt: skip
NAMES = (
    "Lebreton", "Kermarrec", "Guéguen", "Le Goff", "Bréchet", "Hautbois", "Morvan", "Desnos",
    "Tréguier", "Quéméner", "Ollivier", "Le Bihan", "Coëtlogon", "Rozé", "Jouanneau", "Pélerin",
)  # fmt: skip
THINGS = (
    "fontaine", "chêne", "moulin", "étang", "verger", "lavoir", "forge", "prairie", "abbaye",
    "écluse", "tannerie", "alouette", "hirondelle", "bruyère", "genêt", "église", "gare", "marché",
)  # fmt: skip
POSITIONS = ("entrée", "entrée", "entrée", "délivrance postale", "segment", "bâtiment", "logement")
SOURCES = ("Commune", "Commune", "Métropole", "IGN", "La Poste")
HAMLETS = 12  # of a commune
WEST, SOUTH, EAST, NORTH = -1.95, 47.95, -1.45, 48.30


@dataclass(frozen=True)
class Commune:
    code: str
    name: str
    post: str
    long: float
    lat: float


def communes() -> list[Commune]:
    rng = random.Random(35)
    return [
        Commune(
            f"35{number:03}", name, f"35{rng.randrange(14) * 10:03}",
            rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH),
        )
        for number, name in enumerate((place.replace("\n", "") for place in PLACES[:41]), 1)
    ]  # fmt: skip


def rows(wanted: int) -> Iterator[tuple[object, ...]]:
    """As many rows, street by street; each has `COLUMNS`."""
    rng, towns, made = random.Random(19), communes(), 0
    for street in count(1):
        town = towns[min(int(rng.paretovariate(0.7)) - 1, len(towns) - 1)]
        for row in houses(rng, town, street):
            if made == wanted:
                return
            made += 1
            yield row


def street_name(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"{rng.choice(WHO)} {rng.choice(NAMES)}"
    return f"{rng.choice(OF)} {rng.choice(THINGS)} {rng.choice(NAMES)}"


def houses(rng: random.Random, town: Commune, street: int) -> Iterator[tuple[object, ...]]:
    """The addresses of a street, about forty."""
    kind, name, code = rng.choice(KINDS), street_name(rng), f"{street:05}"
    long, lat = rng.gauss(town.long, 0.02), rng.gauss(town.lat, 0.014)
    east, north = rng.uniform(-4e-5, 4e-5), rng.uniform(-3e-5, 3e-5)
    hamlet = f"hameau {rng.randrange(HAMLETS)}" if rng.random() < 0.2 else ""
    changed = date(2016, 1, 1) + timedelta(days=rng.randrange(3600))
    certified = "oui" if rng.random() < 0.7 else "non"
    for number in range(1, rng.randint(10, 70)):
        suffix = rng.choice(("bis", "ter", "a", "b")) if rng.random() < 0.08 else ""
        yield (
            f"{town.code}_{code}_{number:05}{'_' + suffix if suffix else ''}", town.code, town.name,
            town.post, code, kind, f"{kind.capitalize()} {name}", number, suffix, hamlet,
            rng.choice(POSITIONS), round(long + number * east, 6), round(lat + number * north, 6),
            f"{town.code}000{chr(65 + street % 26)}{rng.randrange(10_000):04}",
            round(rng.uniform(15, 110), 1), rng.randrange(1, 40), rng.choice(SOURCES),
            (changed + timedelta(days=rng.randrange(30))).isoformat(), certified,
        )  # fmt: skip


def write(path: Path, wanted: int) -> None:
    """A CSV of as many rows, comma and quotes as RFC 4180 has them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows(rows(wanted))
