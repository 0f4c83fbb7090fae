"""A sign to lay out, of plain values."""

from __future__ import annotations

from typing import Any

from parvis.public_space import dtpr
from parvis.public_space.signs.sign import CNIL, CSI, Hexagon, Line, Sign

URL = "https://donnees.example/q/abc2345"


def hexagon(name: str) -> Hexagon:
    kind, one = name.partition("__")[0], dtpr.element(name)
    return Hexagon(kind, dtpr.category(kind).label(), one.label(), one.symbol)


HEXAGONS = (
    hexagon("purpose__safety_security"),
    Hexagon("accountable", "Responsable", "Ville d’Exemple", "institution"),
    hexagon("tech__video_camera"),
)
LINES = (
    Line("Responsable\u00a0:", "Ville d’Exemple, 1 place de la Mairie", (CSI, CNIL)),
    Line("Conservation\u00a0:", "30 jours au plus", (CNIL,)),
    Line("Réclamation\u00a0:", "CNIL, 3 place de Fontenoy, 75007 Paris", (CNIL,)),
)


def sign(**values: Any) -> Sign:
    return Sign(
        **{
            "language": "fr",
            "heading": "Lieu placé sous vidéoprotection",
            "title": "Caméra de la place de la Mairie",
            "camera": True,
            "hexagons": HEXAGONS,
            "recognition": dtpr.Recognition.IDENTIFIABLE,
            "recognised": "Cette caméra permet de reconnaître une personne.",
            "lines": LINES,
            "url": URL,
            "address": "donnees.example/q/abc2345",
            "calls": ("Tout savoir et exercer vos droits :", "What is this?"),
            "credit": "Panneau du 12 mars 2026. Pictogrammes DTPR, CC BY 4.0.",
        }
        | values
    )
