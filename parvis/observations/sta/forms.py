"""Expressions as forms: operations by name, written at the end in the SQL of each engine.

Recent rows are asked of SQLite or PostgreSQL, sealed ones of DuckDB: one table says each operation
for the three. Every value is a parameter; whole numbers that identify rows are written as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

ENGINES = ("sqlite", "postgresql", "duckdb")
PART = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, slots=True)
class Field:
    """A column, by its name for the engine's rows."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    value: str | float | bool


@dataclass(frozen=True, slots=True)
class JsonPath:
    """What is walked inside a JSON value; a whole number is a place in a list. `escaped`: its
    text is pure ASCII, as the ORM writes it, and SQLite compares names as they are written."""

    parts: tuple[str, ...]
    escaped: bool = False

    def written(self, engine: str) -> str:
        if engine == "postgresql":
            return "{" + ",".join(f'"{part}"' for part in self.parts) + "}"
        ascii = self.escaped and engine == "sqlite"
        names = (json.dumps(one, ensure_ascii=ascii) for one in self.parts)
        steps = (
            f"[{one}]" if one.isdigit() else f".{name}"
            for one, name in zip(self.parts, names, strict=True)
        )  # fmt: skip
        return "$" + "".join(steps)


@dataclass(frozen=True, slots=True)
class Ids:
    """Identifiers: a set, or a question that the engine can put inside its own."""

    found: Any


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    parts: tuple[Any, ...]


Expression: TypeAlias = Field | Constant | JsonPath | Ids | Form


def same(text: str) -> dict[str, str]:
    return dict.fromkeys(ENGINES, text)


BEYOND = ("st_equals", "st_disjoint", "st_touches", "st_within", "st_overlaps", "st_crosses",
          "st_intersects", "st_contains")  # fmt: skip
EDGE, EDGES = "st_boundary({0})", "st_boundary({1})"
# interior, boundary and exterior of each with those of the other, closed (DE-9IM)
CELLS = (
    f"st_difference(st_difference(st_intersection({{0}}, {{1}}), {EDGE}), {EDGES})",
    f"st_difference(st_intersection({{0}}, {EDGES}), {EDGE})",
    f"st_difference(st_difference({{0}}, {{1}}), {EDGE})",
    f"st_difference(st_intersection({EDGE}, {{1}}), {EDGES})",
    f"st_intersection({EDGE}, {EDGES})",
    f"st_difference({EDGE}, {{1}})",
    f"st_difference(st_difference({{1}}, {{0}}), {EDGES})",
    f"st_difference({EDGES}, {{0}})",
)
DIMENSION = "(CASE WHEN st_isempty({cell}) THEN 'F' ELSE CAST(st_dimension({cell}) AS VARCHAR) END)"
MATRIX = " || ".join([*(DIMENSION.replace("{cell}", cell) for cell in CELLS), "'2'"])
PG_JSON = "(CAST({0} AS jsonb) #> CAST({1} AS text[]))"
NUMBERS = "('BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE')"
SAID: Mapping[str, Mapping[str, str]] = {
    **{sign: same(f"({{0}} {sign} {{1}})") for sign in ("+", "-", "*", "=", "<", "<=", ">", ">=")},
    "/": {
        "sqlite": "(CAST({0} AS REAL) / NULLIF({1}, 0))",
        "postgresql": "(CAST({0} AS double precision) / NULLIF({1}, 0))",
        "duckdb": "(CAST({0} AS DOUBLE) / NULLIF({1}, 0))",
    },
    "%": {
        "sqlite": "MOD({0}, NULLIF({1}, 0))",
        "postgresql": "CAST(mod(CAST({0} AS numeric), CAST(NULLIF({1}, 0) AS numeric))"
        " AS double precision)",
        "duckdb": "(CAST({0} AS DOUBLE) % CAST(NULLIF({1}, 0) AS DOUBLE))",
    },
    "whole/": {**same("({0} / {1})"), "duckdb": "({0} // {1})"},
    "whole%": same("({0} % {1})"),
    **{
        f"text{sign}": {**same(f"({{0}} {sign} {{1}})"),
                        "postgresql": f'({{0}} COLLATE "C" {sign} {{1}} COLLATE "C")'}
        for sign in ("<", "<=", ">", ">=")
    },
    "no": same("(NOT COALESCE({0}, FALSE))"),
    "absent": same("({0} IS NULL)"),
    "choice": same("(CASE WHEN {0} THEN {1} ELSE {2} END)"),
    "either": same("COALESCE({0}, {1})"),
    "among": same("({0} IN {1})"),
    "collated": {**same("{0}"), "postgresql": '({0} COLLATE "C")'},
    "lower": {**same("lower({0})"), "sqlite": "parvis_lower({0})"},
    "upper": {**same("upper({0})"), "sqlite": "parvis_upper({0})"},
    "trim": same("trim({0})"),
    "length": same("length({0})"),
    "position": {**same("strpos({0}, {1})"), "sqlite": "instr({0}, {1})"},
    "slice": {
        "sqlite": "substr({0}, max(1, CAST({1} AS INTEGER)), max(0, CAST({2} AS INTEGER)))",
        "postgresql": "substr({0}, CAST(LEAST(GREATEST({1}, 1), 2000000000) AS integer),"
        " CAST(LEAST(GREATEST({2}, 0), 100000000) AS integer))",
        "duckdb": "substring({0}, CAST(LEAST(GREATEST({1}, 1), 2000000000) AS BIGINT),"
        " CAST(LEAST(GREATEST({2}, 0), 100000000) AS BIGINT))",
    },
    "concat": same("({0} || {1})"),
    "floor": {**same("floor({0})"), "sqlite": "FLOOR({0})"},
    "ceil": {**same("ceil({0})"), "sqlite": "CEILING({0})"},
    # places are compared by DuckDB alone
    **{name: {"duckdb": f"{name}({{0}}, {{1}})"} for name in BEYOND},
    "geo.intersects": {"duckdb": "st_intersects({0}, {1})"},
    "geo.distance": {"duckdb": "st_distance({0}, {1})"},
    "geo.length": {"duckdb": "st_length({0})"},
    "st_relate": {"duckdb": f"regexp_full_match({MATRIX}, {{2}})"},
    "shape": {"duckdb": "st_geomfromtext({0})"},
    "json number": {
        "sqlite": "(CASE WHEN json_type({0}, {1}) IN ('integer', 'real')"
        " THEN json_extract({0}, {1}) END)",
        "postgresql": f"(CASE jsonb_typeof({PG_JSON}) WHEN 'number'"
        f" THEN CAST({PG_JSON} #>> '{{}}' AS double precision) END)",
        "duckdb": f"(CASE WHEN json_type({{0}}, {{1}}) IN {NUMBERS}"
        " THEN CAST(json_extract_string({0}, {1}) AS DOUBLE) END)",
    },
    "json text": {
        "sqlite": "(CASE json_type({0}, {1}) WHEN 'text' THEN json_extract({0}, {1}) END)",
        "postgresql": f"(CASE jsonb_typeof({PG_JSON}) WHEN 'string'"
        f" THEN {PG_JSON} #>> '{{}}' END)",
        "duckdb": "(CASE json_type({0}, {1}) WHEN 'VARCHAR' THEN json_extract_string({0}, {1})"
        " END)",
    },
    "json boolean": {
        "sqlite": "(CASE json_type({0}, {1}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END)",
        "postgresql": f"(CASE jsonb_typeof({PG_JSON}) WHEN 'boolean'"
        f" THEN CAST({PG_JSON} #>> '{{}}' AS boolean) END)",
        "duckdb": "(CASE json_type({0}, {1}) WHEN 'BOOLEAN'"
        " THEN json_extract_string({0}, {1}) = 'true' END)",
    },
    "json there": {
        "sqlite": "NULLIF(json_type({0}, {1}), 'null')",
        "postgresql": f"NULLIF(jsonb_typeof({PG_JSON}), 'null')",
        "duckdb": "NULLIF(json_type({0}, {1}), 'NULL')",
    },
}  # fmt: skip


def made(name: str, *parts: Expression) -> Form:
    return Form(name, parts)


def every(conditions: Sequence[Expression]) -> Form:
    return Form("and", tuple(conditions))


def some(conditions: Sequence[Expression]) -> Form:
    return Form("or", tuple(conditions))


def walk(form: Expression) -> Iterator[Expression]:
    pending: list[Expression] = [form]
    while pending:
        current = pending.pop()
        yield current
        if isinstance(current, Form):
            pending.extend(reversed(current.parts))


Told: TypeAlias = tuple[str, list[Any]]
"""A piece of SQL and its parameters, in their order."""


def written(form: Expression, engine: str, told: Callable[[Field | Ids], Told]) -> Told:
    """With `?` for each parameter. `told` writes columns and questions inside."""
    if isinstance(form, Form):
        parts = [written(part, engine, told) for part in form.parts]
        if form.name in ("and", "or"):
            return _joined(form.name, parts)
        return _filled(SAID[form.name][engine], parts)
    if isinstance(form, Constant):
        return "?", [form.value]
    if isinstance(form, JsonPath):
        return "?", [form.written(engine)]
    return told(form)


def _joined(name: str, parts: list[Told]) -> Told:
    if not parts:
        return ("TRUE" if name == "and" else "FALSE"), []
    text = f" {name.upper()} ".join(text for text, _values in parts)
    return f"({text})", [value for _text, values in parts for value in values]


def _filled(template: str, parts: list[Told]) -> Told:
    """Parts that stand twice give their parameters twice."""
    values: list[Any] = []

    def fill(found: re.Match[str]) -> str:
        text, given = parts[int(found[1])]
        values.extend(given)
        return text

    return PART.sub(fill, template), values
