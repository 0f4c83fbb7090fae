"""What a sign says, as plain values: who makes it decides the words, the layout their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from parvis.public_space.dtpr import Recognition

CSI = "CSI"  # code de la sécurité intérieure, title V; circular of 20 March 2024
CNIL = "CNIL"  # CNIL's model of sign, la vidéoprotection, 18 November 2024


class Hexagon(NamedTuple):
    """One term of DTPR: `kind` is its category (`purpose`, `accountable`, `tech`); `recognition`,
    of the one of several devices that has it."""

    kind: str
    caption: str  # the category in words
    label: str
    symbol: str
    recognition: Recognition | None = None


class Line(NamedTuple):
    """One line of the law; `models` are the models of sign that ask for it."""

    label: str
    text: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sign:
    """The first level of information; the second is the page at `url`.

    `recognised` says in words what the colour says. `calls` stand beside the code: what one finds
    there, in the sign's language and in another.
    """

    language: str
    heading: str
    title: str
    camera: bool
    hexagons: tuple[Hexagon, ...]
    recognition: Recognition
    recognised: str
    lines: tuple[Line, ...]
    url: str  # in the code
    address: str  # the same, as one copies it by hand
    calls: tuple[str, ...]
    credit: str


class Format(NamedTuple):
    """A sheet, upright, in millimetres; sizes of text are the height of its body."""

    name: str
    width: float
    height: float
    margin: float
    heading: float
    title: float
    body: float
    least: float  # the smallest body we print
    code: float  # side of the QR code, without its quiet zone: 20 at least (DTPR)
    hexagon: float


FORMATS = {
    "a4": Format("a4", 210, 297, 13, 11, 6.5, 5.2, 3.0, 44, 30),
    "a6": Format("a6", 105, 148, 6.5, 5.4, 3.4, 2.8, 2.1, 21, 15),
}
