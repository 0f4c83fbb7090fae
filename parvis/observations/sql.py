"""A condition becomes SQL for one of three engines, every value a parameter.

SQLite and PostgreSQL hold recent months, DuckDB reads the sealed ones: the same rows are found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from parvis.observations import conditions as c
from parvis.observations.measures import Row

Engine = Literal["sqlite", "postgresql", "duckdb"]
Made = tuple[str, tuple[Any, ...]]
"""A text with `?` for each of the parameters beside it."""
FEW = 50  # values that are written one by one: engines look each up

_PARTS = {"year": "Y", "month": "m", "day": "d", "hour": "H", "minute": "M", "second": "S"}
_WITHIN_SECOND = "(({0} % 1000000 + 1000000) % 1000000)"
_WITHIN_DAY = "(({0} % 86400000000 + 86400000000) % 86400000000)"
_MOMENT = "(timestamp 'epoch' + ({0}) * interval '1 microsecond')"
_COMMON = {
    "microsecond": _WITHIN_SECOND,
    "clock": _WITHIN_DAY,  # µs since midnight, UTC
    "date": f"({{0}} - {_WITHIN_DAY})",  # midnight, UTC
    "round": "(CASE WHEN {0} < 0 THEN -floor(0.5 - {0}) ELSE floor({0} + 0.5) END)",
    "floor": "floor({0})", "ceiling": "ceiling({0})",
    "tolower": "lower({0})", "toupper": "upper({0})", "trim": "trim({0})",
    "concat": "({0} || {1})",
}  # fmt: skip
FUNCTIONS: Mapping[Engine, Mapping[str, str]] = {
    "sqlite": _COMMON | {
        **{name: f"CAST(strftime('%{letter}', ({{0}} - {_WITHIN_SECOND}) / 1000000, 'unixepoch')"
                 " AS INTEGER)" for name, letter in _PARTS.items()},
        "length": "length({0})", "indexof": "(instr({0}, {1}) - 1)",
        "substring": "substr({0}, {1} + 1)", "part": "substr({0}, {1} + 1, {2})",
        "contains": "(instr({0}, {1}) > 0)", "startswith": "(substr({0}, 1, length({1})) = {1})",
        "endswith": "(substr({0}, length({0}) - length({1}) + 1) = {1})",
    },
    "postgresql": _COMMON | {
        **{name: f"floor(extract({name} FROM {_MOMENT}))" for name in _PARTS},
        "length": "char_length({0})", "indexof": "(strpos({0}, {1}) - 1)",
        "substring": "substr({0}, ({1})::int + 1)",
        "part": "substr({0}, ({1})::int + 1, ({2})::int)",
        "contains": "(strpos({0}, {1}) > 0)", "startswith": "starts_with({0}, {1})",
        "endswith": "(right({0}, char_length({1})) = {1})",
    },
    "duckdb": _COMMON | {
        **{name: f"{name}(make_timestamp({{0}}))" for name in _PARTS},
        "second": "(second(make_timestamp({0})))",
        "length": "length({0})", "indexof": "(instr({0}, {1}) - 1)",
        "substring": "substr({0}, ({1})::INT + 1)",
        "part": "substr({0}, ({1})::INT + 1, ({2})::INT)",
        "contains": "contains({0}, {1})", "startswith": "starts_with({0}, {1})",
        "endswith": "ends_with({0}, {1})",
    },
}  # fmt: skip
_ARITHMETIC = {
    "+": "({0} + {1})", "-": "({0} - {1})", "*": "({0} * {1})", "/": "({0} / NULLIF({1}, 0))",
}  # fmt: skip
_WHOLE: Mapping[Engine, str] = {
    "sqlite": "CAST({0} / NULLIF({1}, 0) AS INTEGER)", "postgresql": "trunc({0} / NULLIF({1}, 0))",
    "duckdb": "trunc({0} / NULLIF({1}, 0))",
}  # fmt: skip
_TEXT: Mapping[Engine, str] = {
    "sqlite": """(CASE WHEN other LIKE '"%' THEN json_extract(other, '$') END)""",
    "postgresql": """(CASE WHEN other LIKE '"%' THEN other::jsonb #>> '{}' END)""",
    "duckdb": """(CASE WHEN other LIKE '"%' THEN json_extract_string(other, '$') END)""",
}
# a number in a result that is a list
_PART: Mapping[Engine, str] = {
    "sqlite": """(CASE WHEN other LIKE '[%' AND json_type(other, '$[RANK]') IN ('integer',"""
    """ 'real') THEN CAST(json_extract(other, '$[RANK]') AS REAL) END)""",
    "postgresql": """(CASE WHEN other LIKE '[%' AND jsonb_typeof(other::jsonb -> RANK) = 'number'"""
    """ THEN (other::jsonb ->> RANK)::double precision END)""",
    "duckdb": """(CASE WHEN other LIKE '[%' AND json_type(other, '$[RANK]') IN ('BIGINT',"""
    """ 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE')"""
    """ THEN CAST(json_extract_string(other, '$[RANK]') AS DOUBLE) END)""",
}
_PLACE = re.compile(r"\{(\d)\}")


def fill(template: str, *made: Made) -> Made:
    """A template whose `{0}` … are replaced, as often as they stand in it."""
    parameters: list[Any] = []
    for found in _PLACE.finditer(template):
        parameters.extend(made[int(found[1])][1])
    return _PLACE.sub(lambda found: made[int(found[1])][0], template), tuple(parameters)


class Columns(dict[str, str]):
    """How each column is written; the parts of a result as they are asked for."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __missing__(self, name: str) -> str:
        rank = c.rank_of(name)
        if rank is None:
            raise KeyError(name)
        return _PART[self.engine].replace("RANK", str(rank))


class Writer:
    """`straight`: SQLite keeps away from its index of numbers."""

    def __init__(self, engine: Engine, straight: bool = False) -> None:
        self.engine = engine
        self.columns = Columns(engine)
        hot = {} if engine == "duckdb" else {"datastream": "datastream_id", "feature": "feature_id"}
        self.columns |= {name: f'"{hot.get(name, name)}"' for name in Row._fields}
        self.columns |= {"last": 'COALESCE("end", "start")', "text": _TEXT[engine]}
        if straight:
            self.columns["number"] = '+"number"'
        if engine == "postgresql":  # in the order of their signs, as the others
            self.columns["other"] = '"other" COLLATE "C"'

    def term(self, term: c.Term) -> Made:
        match term:
            case c.Column(name):
                return self.columns[name], ()
            case c.Value(value):
                return "?", (value,)
            case c.Arithmetic(sign, left, right):
                sides = [fill("CAST({0} AS FLOAT8)", self.term(side)) for side in (left, right)]
                if sign == "%":
                    whole = fill(_WHOLE[self.engine], *sides)
                    return fill("({0} - {1} * {2})", *sides, whole)
                return fill(_ARITHMETIC[sign], *sides)
            case c.Call(name, arguments):
                made = [self.term(each) for each in arguments]
                return fill(FUNCTIONS[self.engine][name], *made)

    def condition(self, condition: c.Condition) -> Made:  # noqa: PLR0911 - one for each kind
        match condition:
            case c.Compare(left, sign, right):
                return fill(f"({{0}} {sign} {{1}})", self.term(left), self.term(right))
            case c.Within(term, values):
                return self._within(self.term(term), values)
            case c.Absent(term):
                return fill("({0} IS NULL)", self.term(term))
            case c.Holds(call):
                return self.term(call)
            case c.Every(parts):
                return self._joined(" AND ", parts, "(1 = 1)")
            case c.Some(parts):
                return self._joined(" OR ", parts, "(1 = 0)")
            case c.Not(part):
                return fill("(NOT {0})", self.condition(part))
            case c.Told(written):
                return written(self)

    def _joined(self, word: str, parts: Sequence[c.Condition], nothing: str) -> Made:
        if not parts:
            return nothing, ()
        made = [self.condition(part) for part in parts]
        text = word.join(text for text, _parameters in made)
        return f"({text})", tuple(value for _text, values in made for value in values)

    def _within(self, term: Made, values: tuple[int, ...]) -> Made:
        if len(values) <= FEW:
            marks = ", ".join("?" * len(values)) or "NULL"
            return fill(f"({{0}} IN ({marks}))", term)[0], (*term[1], *values)
        many = {
            "sqlite": ("({0} IN (SELECT value FROM json_each(?)))", json.dumps(values)),
            "postgresql": ("({0} = ANY(?))", list(values)),
            "duckdb": ("({0} IN (SELECT unnest(?::BIGINT[])))", list(values)),
        }
        template, given = many[self.engine]
        text, parameters = fill(template, term)
        return text, (*parameters, given)

    def order(self, order: Sequence[c.Order]) -> str:
        return ", ".join(self._ordered(each) for each in order)

    def _ordered(self, order: c.Order) -> str:
        way = "DESC" if order.descending else "ASC"
        column = self.columns[order.column]
        if order.column in c.ALWAYS:
            return f"{column} {way}"
        return f"{column} {way} NULLS {'LAST' if order.descending else 'FIRST'}"


def for_django(made: Made) -> tuple[str, tuple[Any, ...]]:
    """`?` as Django's cursors write it."""
    text, parameters = made
    return text.replace("%", "%%").replace("?", "%s"), parameters
