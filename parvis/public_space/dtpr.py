"""The vocabulary of DTPR (Digital Trust for Places and Routines): what a device is for, how it
works, what becomes of its data, in words and in the standard's colours.

Elements, categories and symbols: Helpful Places and contributors, CC BY 4.0; `data/dtpr.json` names
the commit. French labels and every sentence are Parvis's own. An element's id is that of the
upstream table, category first: `tech__video_camera`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SYMBOLS = HERE / "static" / "public_space" / "dtpr"
DEVICE = "device__"
# a device's chain, in the order of its sign: purpose before technology
CHAIN = ("purpose", "accountable", "tech", "data", "process", "access", "retention", "storage")


class UnknownElement(LookupError):
    """No element, or no category, has this id."""


class Recognition(StrEnum):
    """Whether a technology tells who is there."""

    IDENTIFIABLE = "identifiable"
    DE_IDENTIFIED = "de_identified"
    NONE = "none"


# signage of DTPR (docs-site/content/3.implementation/2.signage.md): grounds, never text on white
COLOURS = {
    Recognition.IDENTIFIABLE: "#FFDD00",
    Recognition.DE_IDENTIFIED: "#36B2E6",
    Recognition.NONE: "#FFFFFF",
}
IDENTIFYING = frozenset({"tech__biometrics", "tech__facial_characterization", "tech__voice"})
# may or may not recognise: taken as if they did until the device says otherwise, and why
AMBIGUOUS = frozenset(
    {
        *("tech__image", "tech__image_infrared", "tech__microphone"),
        *("tech__video_camera", "tech__video_camera_infrared"),
    }
)


@dataclass(frozen=True)
class Term:
    """Something named in several languages: a label, a sentence."""

    id: str
    texts: Mapping[str, Mapping[str, str]]

    def label(self, language: str = "fr", **values: str) -> str:
        """The label, with its variables filled (`duration`, as “30 jours”)."""
        return filled(self.said(language)["label"], values)

    def text(self, language: str = "fr", **values: str) -> str:
        """One plain sentence."""
        return filled(self.said(language)["text"], values)

    def said(self, language: str) -> Mapping[str, str]:
        """The words in a language, else in French."""
        return self.texts.get(language) or self.texts["fr"]


@dataclass(frozen=True)
class Element(Term):
    """One term of the taxonomy. `categories` are upstream's ids, as `device__tech`."""

    categories: tuple[str, ...] = ()
    symbol: str = ""  # name of its drawing in SYMBOLS

    @property
    def varies(self) -> bool:
        """Whether its label waits for a duration."""
        return "{duration}" in self.texts["fr"]["label"]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with each {name} replaced; where a value lacks, what introduces it goes too."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return re.sub(r"\s*(?::|for|,)?\s*\{\w+\}", "", text)


@cache
def table() -> dict[str, Any]:
    """The data file as it is: source, commit, licence, categories, elements."""
    read: dict[str, Any] = json.loads((HERE / "data" / "dtpr.json").read_text(encoding="utf-8"))
    return read


@cache
def categories() -> dict[str, Term]:
    """Every category by its id, as `device__purpose`."""
    return {name: Term(name, texts) for name, texts in table()["categories"].items()}


@cache
def all_elements() -> dict[str, Element]:
    """Every element by its id."""
    return {name: made(name, row) for name, row in table()["elements"].items()}


def made(name: str, row: Mapping[str, Any]) -> Element:
    texts = {language: row[language] for language in ("fr", "en")}
    return Element(name, texts, tuple(row["categories"]), row["symbol"])


def category(name: str) -> Term:
    """A category by its id; a device's own needs no prefix: `tech`. Raise UnknownElement."""
    found = categories().get(name) or categories().get(DEVICE + name)
    if found is None:
        raise UnknownElement(name)
    return found


def element(name: str) -> Element:
    """An element by its id. Raise UnknownElement."""
    found = all_elements().get(name)
    if found is None:
        raise UnknownElement(name)
    return found


@cache
def elements(of: str) -> tuple[Element, ...]:
    """The elements of a category (`tech`, `ai__rights`), in the order of their French labels."""
    wanted = category(of).id
    found = [one for one in all_elements().values() if wanted in one.categories]
    return tuple(sorted(found, key=lambda one: one.label().casefold()))


def recognition_of(technology: str) -> Recognition:
    """What one technology allows; nothing in the taxonomy says it but its id."""
    if technology.startswith("tech__identifiable_"):
        return Recognition.IDENTIFIABLE
    if technology in IDENTIFYING or technology in AMBIGUOUS:
        return Recognition.IDENTIFIABLE
    if technology.startswith("tech__de_identified_"):
        return Recognition.DE_IDENTIFIED
    return Recognition.NONE


def recognition(technologies: Iterable[str], said: str = "") -> Recognition:
    """What a device as a whole allows: what its own record says (`said`), else the gravest of its
    technologies."""
    if said:
        return Recognition(said)
    found = {recognition_of(name) for name in technologies}
    return next((one for one in Recognition if one in found), Recognition.NONE)


def colour(technologies: Iterable[str], said: str = "") -> str:
    """The ground of a device's technology hexagons, as #RRGGBB."""
    return COLOURS[recognition(technologies, said)]


@cache
def drawing(symbol: str, ink: str = "currentColor", ground: str = "white") -> str:
    """The shapes of a symbol, without their `<svg>`, in a square of 36 by 36."""
    text = (SYMBOLS / f"{symbol}.svg").read_text(encoding="utf-8")
    body = text[text.index(">") + 1 : text.rindex("</svg>")]
    return body.replace('"white"', f'"{ground}"').replace("currentColor", ink)
