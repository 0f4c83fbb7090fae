"""The inventory sheet of Etalab (2021, Licence Ouverte 2.0), as columns of a CSV. Pure.

Data, source and collection go together: the n-th line of each of the three columns is one source.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from parvis.algorithms.formats import blocks
from parvis.algorithms.formats.blocks import Block, packed, rows
from parvis.algorithms.formats.pieces import Made, Packed, Piece, Same, Shape
from parvis.algorithms.formats.terms import Entry, Values

DATA = "Données traitées"
SOURCE = "Source des données traitées"
COLLECTION = "Mode de collecte des données traitées"
TOGETHER = {DATA: "name", SOURCE: "source", COLLECTION: "collection"}


@dataclass(frozen=True)
class Column:
    """One part of every row, a line each."""

    part: str

    def out(self, entry: Entry) -> str:
        lines = [
            " ".join(str(row[self.part] or "").split()) for row in entry.get("data_uses") or ()
        ]
        return "\n".join(lines) if any(lines) else ""

    def into(self, value: Any) -> Values:
        return {}  # read with the two others, by `data_uses`


PIECES: dict[str, Piece] = {
    "Nom de l'administration concernée": Same("organisation_name"),
    "Direction/service porteur": Same("service"),
    "Contact au sein de l'administration concernée": Packed(packed(("contact", "contact_url"))),
    "Date de mise à jour des informations": Same("informed_on"),
    "Nom de l'algorithme": Same("title"),
    "Contexte global": Same("plain_summary"),
    "Finalité de l'algorithme": Packed(
        packed(("purpose", "justification", "necessity", "subsidiarity"))
    ),
    "Comment et quand l'algorithme intervient-il dans la prise de décision": Same("process"),
    "Niveau d'automatisation de la décision": Packed(
        Block({"human_control": blocks.LABELS["human_control"]}, rows("contributions"))
    ),
    "Fondements juridiques": Packed(
        packed(("legal_basis", "legal_url", "data_legal_basis", "processing_url"))
    ),
    "Ressources connexes (métier)": Same("page_url"),
    "Nombre de décisions administratives prises par an": Same("yearly_decisions"),
    "Portée de la décision": Same("scope"),
    "Public concerné par la décision": Packed(packed(("people_concerned", "important_effects"))),
    "Ressources connexes (impact)": Same("evaluation_url"),
    DATA: Column("name"),
    SOURCE: Column("source"),
    COLLECTION: Column("collection"),
    "Type d'algorithme": Packed(packed(("method_text", "method"))),
    "Opérations effectuées par l'algorithme": Same("operations"),
    "Ressources connexes (fonctionnement)": Same("code_url"),
    "Identifiant": Made(
        lambda entry: entry.get("identifier"), lambda value: {"identifier": str(value or "")}
    ),
}


@dataclass(frozen=True)
class EtalabShape(Shape):
    def from_(self, source: Values) -> Values:
        """The three columns of data make rows together."""
        rest = {name: value for name, value in source.items() if name not in TOGETHER}
        made = super().from_(rest) | data_uses(source)
        return made | {"origin": {self.name: self.keep(source, made)}}


def data_uses(source: Values) -> Values:
    columns = {part: str(source.get(name) or "").split("\n") for name, part in TOGETHER.items()}
    found = [
        blocks.whole("data_uses", dict(zip(columns, parts, strict=True)))
        for parts in zip_longest(*columns.values(), fillvalue="")
    ]
    return {"data_uses": found} if any(map(any, columns.values())) else {}


SHAPE = EtalabShape("etalab", PIECES, "Nom de l'algorithme")


def to_etalab(entry: Entry) -> dict[str, Any]:
    return SHAPE.to(entry)


def from_etalab(source: dict[str, Any]) -> dict[str, Any]:
    return SHAPE.from_(source)
