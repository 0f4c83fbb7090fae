"""The columns of a version as people read them: title, unit, type, meaning, profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parvis.catalogue.explore import described
from parvis.catalogue.rows.source import GivenRows
from parvis.lake.meaning import is_code
from parvis.lake.models import Pointer
from parvis.lake.query.schema import NUMERIC, TEMPORAL, Column, Type
from parvis.records.projection import View

FEW = 50  # values of a column that are offered as choices
FEW_NUMBERS = 12

TYPES = {
    Type.TEXT: lambda: _("texte"),
    Type.INTEGER: lambda: _("nombre entier"),
    Type.NUMBER: lambda: _("nombre"),
    Type.BOOLEAN: lambda: _("oui ou non"),
    Type.DATE: lambda: _("date"),
    Type.DATETIME: lambda: _("date et heure"),
    Type.POINT: lambda: _("lieu, un point"),
    Type.SHAPE: lambda: _("lieu, une forme"),
}
MEANINGS = {
    "siret": lambda: _("numéro d’établissement (Siret)"),
    "siren": lambda: _("numéro d’entreprise (Siren)"),
    "code_commune": lambda: _("code de la commune (Insee)"),
    "code_postal": lambda: _("code postal"),
    "code_departement": lambda: _("code du département"),
    "latitude": lambda: _("latitude"),
    "longitude": lambda: _("longitude"),
    "point": lambda: _("coordonnées"),
    "geometry": lambda: _("forme sur la carte"),
    "id_rva": lambda: _("identifiant du référentiel des voies et adresses (RVA)"),
    "email": lambda: _("adresse électronique"),
    "phone": lambda: _("numéro de téléphone"),
    "uri": lambda: _("adresse d’une page"),
    "country": lambda: _("pays"),
    "uuid": lambda: _("identifiant universel (UUID)"),
    "adresse": lambda: _("adresse postale"),
    "annee": lambda: _("année"),
    "date": lambda: _("date"),
}


@dataclass(frozen=True)
class Described:
    """`written`: its title in the file. `profile`: what the manifest says (`nulls`, `distinct`,
    `exact`, `least`, `most`, `frequent`); empty for a place, which is not profiled, and where rows
    are hidden. `groups`: rows are told by groups of its values."""

    name: str
    title: str
    type: Type
    meaning: str = ""
    unit: str = ""
    description: str = ""
    written: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)
    groups: bool = False

    @property
    def heading(self) -> str:
        if "(" in self.unit:  # degrees (WGS 84)
            return f"{self.title}, {self.unit}"
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def type_words(self) -> str:
        return TYPES[self.type]()

    @property
    def meaning_words(self) -> str:
        return MEANINGS[self.meaning]() if self.meaning in MEANINGS else ""

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    @property
    def distinct(self) -> int:
        return int(self.profile.get("distinct") or 0)

    @property
    def few(self) -> bool:
        """Whether its values can be listed: several rows share each."""
        most = {Type.TEXT: FEW, Type.BOOLEAN: FEW, Type.INTEGER: FEW_NUMBERS}.get(self.type, 0)
        present = sum(count for _value, count in self.profile.get("frequent") or ())
        return 1 < self.distinct <= most and present >= self.distinct * 1.5

    def even(self, rows: int) -> bool:
        """Whether as many of these `rows` have each of its few values."""
        most = max((count for _value, count in self.profile.get("frequent") or ()), default=0)
        return self.few and most * self.distinct == self.present(rows)

    def present(self, rows: int) -> int:
        """How many of these rows have a value."""
        return rows - int(self.profile.get("nulls") or 0)

    def measured(self, rows: int) -> bool:
        """Whether it is a quantity: neither a code, a year, a coordinate nor a numbering."""
        if not (self.ranged and self.numeric) or self.meaning or is_code(self.written):
            return False
        width = float(self.profile["most"]) - float(self.profile["least"])
        numbered = width + 1 == self.distinct == self.present(rows)
        return not (numbered and self.type is Type.INTEGER)

    @property
    def ranged(self) -> bool:
        """Whether a lowest and a highest value may be asked of it."""
        placed = self.meaning in {"latitude", "longitude"}
        varied = self.distinct > 1 and not self.few and not placed
        return varied and self.type in NUMERIC | TEMPORAL


def columns(view: View, source: GivenRows) -> list[Described]:
    """Every column of the version, explained by the data set's dictionary."""
    one = described.Described(view, Pointer(version=source.version))
    told = {item["name"]: item for item in described.fields(one)}
    profiles, groupable = source.profile(), source.groupable
    hidden = source.policy.hides_rows
    return [
        Described(
            column.name,
            title(column, told[column.name]["label"]),
            column.type,
            column.meaning,
            unit=(told[column.name]["annotations"].get("unit") or [""])[0],
            description=told[column.name]["description"] or "",
            written=source.rows.titles[column.name],
            profile=profiles.get(column.name, {}),
            groups=hidden and groupable.find(column.name) is not None,
        )
        for column in source.schema.columns
    ]


def title(column: Column, label: str) -> str:
    """A place that was made while reading has no title of its own."""
    return _("Lieu") if column.meaning == "geometry" and label == column.name else label


def named(known: list[Described]) -> dict[str, Described]:
    return {one.name: one for one in known}
