"""How a value is told less precisely, when it is too near a person: decided by a person, made while
rows are read, so that the exact value is never kept."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.lake.reading import types
from parvis.records.problems import gettext_noop

DATES, NUMBERS, TEXTS = ("DATE", "TIMESTAMP"), ("BIGINT", "DOUBLE", "DECIMAL"), ("VARCHAR",)
# the place of a row, decided as a column is: no column's title has such a name
SHAPE = "shape (géométrie)"
GEOMETRY = types.Type("shape", "GEOMETRY", "true", "{v}")
# A line or a surface tells where it is by its very outline: a point stands for it.
_AXIS = "round(floor({axis}(st_centroid({v})) / {size}) * {size} + {size} / 2, 3)"
_CELL = f"st_point({_AXIS.replace('{axis}', 'st_x')}, {_AXIS.replace('{axis}', 'st_y')})"


@dataclass(frozen=True)
class Blur:
    """`sql` makes the new value of `{v}`; `into`: the type it has then, None for the same."""

    label: str
    of: tuple[str, ...]  # beginnings of the engine's types that it is made for
    sql: str
    into: str | None = None

    def fits(self, kind: types.Type) -> bool:
        return kind.sql.startswith(self.of)

    def type(self, kind: types.Type) -> types.Type:
        return types.BY_NAME[self.into] if self.into else kind


BLURS = {
    "month": Blur(gettext_noop("le mois seulement"), DATES,
                  "date_trunc('month', {v})::DATE", "date"),
    "year": Blur(gettext_noop("l’année seulement"), DATES, "date_trunc('year', {v})::DATE", "date"),
    "ten": Blur(gettext_noop("à la dizaine"), NUMBERS, "floor({v} / 10) * 10"),
    "hundred": Blur(gettext_noop("à la centaine"), NUMBERS, "floor({v} / 100) * 100"),
    "thousand": Blur(gettext_noop("au millier"), NUMBERS, "floor({v} / 1000) * 1000"),
    "kilometre": Blur(
        gettext_noop("latitude ou longitude à un kilomètre près"), ("DOUBLE",), "round({v}, 2)"
    ),
    "two_letters": Blur(
        gettext_noop("les deux premiers signes seulement"), TEXTS, "left({v}, 2)", "text"
    ),
    "cell_kilometre": Blur(
        gettext_noop("le centre d’une case d’un kilomètre (un centième de degré)"),
        ("GEOMETRY",), _CELL.replace("{size}", "0.01"),
    ),
    "cell_ten_kilometres": Blur(
        gettext_noop("le centre d’une case de dix kilomètres (un dixième de degré)"),
        ("GEOMETRY",), _CELL.replace("{size}", "0.1"),
    ),
    "one_letter": Blur(gettext_noop("le premier signe seulement"), TEXTS, "left({v}, 1)", "text"),
}  # fmt: skip
PLACES = {"latitude", "longitude"}  # meanings that are still true of a blurred value


def kind_of(name: str) -> types.Type | None:
    """The type that a name tells, of a place too; None for no name."""
    return GEOMETRY if name == GEOMETRY.name else types.BY_NAME[name] if name else None


def blurred(cast: str, kind: types.Type, blur: Blur) -> str:
    """The SQL of a value told less precisely, from that of the value."""
    told = blur.type(kind)
    return f"CAST({blur.sql.replace('{v}', f'({cast})')} AS {told.sql})"
