"""What a scan knows of a database: all frozen, and JSON by `to_plain` and `from_plain`.

>>> from_plain(Inventory, to_plain(inventory)) == inventory
True
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parvis.catalogue.dcat.plain import from_plain, to_plain

__all__ = [
    "Column",
    "ForeignKey",
    "Inventory",
    "Note",
    "Profile",
    "Rows",
    "Shape",
    "Table",
    "from_plain",
    "to_plain",
]

Kind = Literal[
    "text", "integer", "decimal", "boolean", "date", "moment", "time", "uuid", "json", "binary",
    "geometry", "list", "other",
]  # fmt: skip
TableKind = Literal["table", "view", "materialized view", "foreign table", "sample"]
Certainty = Literal["exact", "estimated", "at least"]


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows: counted, as the database's planner estimates, or no fewer than."""

    count: int = 0
    certainty: str = "exact"  # Certainty


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that values have (`shapes.SHAPES`): `share` of the filled values that were read.

    `checked` when a key or a checksum was verified too, not only the pattern.
    """

    code: str
    share: float
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a sample of a column looks like. It holds no value of the column.

    Lengths in characters, of texts only, `shapes.LONG` meaning "or more"; `years` the first and
    last year of dates; `distinct` is None for kinds that cannot be compared, or beyond counting.
    """

    read: int = 0
    nulls: int = 0
    distinct: int | None = None
    shortest: int | None = None
    longest: int | None = None
    years: tuple[int, int] | None = None
    negative: bool = False
    shapes: tuple[Shape, ...] = ()

    @property
    def filled(self) -> int:
        return self.read - self.nulls

    def share(self, *codes: str) -> float:
        """The share of filled values that have one of these shapes, at best."""
        return max((shape.share for shape in self.shapes if shape.code in codes), default=0.0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` is what the database says, `kind` what it comes to in every system."""

    name: str
    type: str = ""
    kind: str = "other"  # Kind
    nullable: bool = True
    has_default: bool = False
    comment: str = ""
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` hold what `target_columns` of the table `schema`.`table` hold."""

    columns: tuple[str, ...]
    schema: str
    table: str
    target_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say: the code of a sentence and what fills it."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, a view, or what a "sample" export shows of one.

    `rows` None: not counted; `size` in bytes, with indexes, None unknown.
    """

    schema: str = ""  # none in an export
    name: str = ""
    kind: str = "table"  # TableKind
    comment: str = ""
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rows: Rows | None = None
    size: int | None = None
    readable: bool = True
    notes: tuple[Note, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.schema, self.name


@dataclass(frozen=True, slots=True)
class Inventory:
    """A whole database, tables in order of schema and name."""

    system: str
    version: str = ""
    database: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
