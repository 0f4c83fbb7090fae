"""What an address of `/api/records/1.0/analyze/` asks, read into axes, series and their order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from parvis.catalogue.explore import asked
from parvis.catalogue.explore.asked import GROUPS, Asked, shown, within
from parvis.catalogue.explore.older.asked import conditions, filtered, known
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.lake.query import analyze
from parvis.lake.query.analyze import AGGREGATES, PARTS, Axis, Series, Sort
from parvis.lake.query.schema import Schema

PERIODIC = ("year", "month", "week", "weekday", "day", "hour", "minute", "second")
PRECISION = ("year", "month", "week", "day", "hour", "minute", "second")
REDUCED = ("MIN", "MAX", "SUM", "AVG", "COUNT")  # of the values of a whole series
MOST = 50  # axes or series, as any parameter that is repeated
FORMS = ("json", "csv")


@dataclass(frozen=True)
class Reduced:
    """`agg.<series>.func`: what is told of all the values of a series."""

    series: str
    functions: tuple[str, ...]


@dataclass(frozen=True)
class Analysis:
    """`cut`: that more groups than `maxpoints` are left out was asked for."""

    ask: Asked
    axes: tuple[Axis, ...]
    series: tuple[Series, ...]
    reduced: tuple[Reduced, ...]
    cut: bool


def read(given: QueryDict, schema: Schema) -> Analysis:
    """Raises ExploreProblem, ClauseProblem."""
    asked.choice(given, "format", FORMS, "json")
    context, axes = asked.context(given), merged(given, schema)
    series = tuple(one_series(given, name) for name in names(given, "y"))
    if not series:
        raise ExploreProblem("series")
    if any(one.name == "x" for one in series):
        raise ExploreProblem("axis")
    sorts = tuple(ordered(given, axes, series))
    points = asked.whole_number(given, "maxpoints", 0, 0, GROUPS)
    where = conditions(given, schema, context)
    query = analyze.query(axes, series, sorts, where, points or GROUPS + 1)
    ask = filtered(given, schema, query, context)
    reduced = tuple(one_reduced(given, name, series) for name in names(given, "agg"))
    return Analysis(ask, axes, series, reduced, bool(points))


def merged(given: QueryDict, schema: Schema) -> tuple[Axis, ...]:
    """`vu_a.year` and `vu_a.month` are one axis of two parts."""
    periodic = asked.choice(given, "periodic", PERIODIC, "year")
    precision = asked.choice(given, "precision", PRECISION, "day")
    dates = analyze.parts(periodic, precision)
    found: dict[str, Axis] = {}
    for text in filter(None, asked.several(given, "x")):
        axis = one_axis(schema, text, dates)
        before = found.get(axis.column.name)
        told = (*before.parts, *axis.parts) if before else axis.parts
        found[axis.column.name] = replace(axis, parts=tuple(dict.fromkeys(told)))
    return tuple(found.values())


def one_axis(schema: Schema, text: str, dates: tuple[str, ...]) -> Axis:
    """`dates`: the parts of a date that names none."""
    column = schema.find(text)
    if column is None:
        name, _dot, part = text.rpartition(".")
        column = schema.find(known(schema, "x", name if part in PARTS else text))
        assert column is not None
        if not analyze.dated(column):
            raise ExploreProblem("undated", field="x", value=shown(text))
        return Axis(column, (part,))
    return Axis(column, dates if analyze.dated(column) else ())


def names(given: QueryDict, kind: str) -> list[str]:
    """The series of `y.<series>.func` and the like, each once, in the order of the address."""
    found = [
        name.removeprefix(f"{kind}.").rpartition(".")[0]
        for name in given
        if name.startswith(f"{kind}.") and name.count(".") > 1
    ]
    different = list(dict.fromkeys(found))
    if len(different) > MOST:
        raise ExploreProblem("many", field=kind, value=len(different), high=MOST)
    return different


def one_series(given: QueryDict, name: str) -> Series:
    function = function_of(given, f"y.{name}.func", tuple(AGGREGATES))
    text = given.get(f"y.{name}.expr", "").strip()
    if not text and function != "COUNT":
        raise ExploreProblem("expression", field=f"y.{shown(name)}.expr", value=function)
    node = within(f"y.{shown(name)}.expr", analyze.expression, text) if text else None
    percents = quantiles(given, name) if function == "QUANTILES" else ()
    return Series(name, function, node, asked.flag(given, f"y.{name}.cumulative"), percents)


def function_of(given: QueryDict, field: str, known_: tuple[str, ...]) -> str:
    name = given.get(field, "").strip().upper() or "COUNT"
    if name not in known_:
        raise ExploreProblem(
            "choice", field=shown(field), value=shown(name), known=", ".join(known_)
        )
    return name


def quantiles(given: QueryDict, name: str) -> tuple[float, ...]:
    field = f"y.{name}.subsets"
    text = given.get(field) or "50"
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ExploreProblem("percents", field=shown(field), value=shown(text)) from error
    if len(found) > MOST or not all(math.isfinite(one) and 0 <= one <= 100 for one in found):
        raise ExploreProblem("percents", field=shown(field), value=shown(text))
    return tuple(dict.fromkeys(found))


def ordered(given: QueryDict, axes: tuple[Axis, ...], series: tuple[Series, ...]) -> list[Sort]:
    """`x`, `x.<axis>`, from the least; the name of a series, from the greatest; `-` before either
    for the other way."""
    known_ = {name: one.name for one in series for name in (one.name, f"y.{one.name}")}
    places = {"x": (0, sum(len(one.groups()) for one in axes))} | places_of(axes)
    found = []
    for text in asked.several(given, "sort"):
        for part in filter(None, map(str.strip, text.split(","))):
            found.append(one_sort(part, known_, places))
    return found


def places_of(axes: tuple[Axis, ...]) -> dict[str, tuple[int, int]]:
    """Which keys of the groups an axis, or a part of one, gives."""
    found: dict[str, tuple[int, int]] = {}
    start = 0
    for axis in axes:
        end = start + len(axis.groups())
        found[f"x.{axis.column.name}"] = (start, end)
        for number, part in enumerate(axis.parts, start):
            found[f"x.{axis.column.name}.{part}"] = (number, number + 1)
        start = end
    return found


def one_sort(text: str, series: Mapping[str, str], places: Mapping[str, tuple[int, int]]) -> Sort:
    name, reversed_ = text.removeprefix("-"), text.startswith("-")
    if name in series:
        return Sort(series[name], descending=not reversed_)
    if name in places:
        first, last = places[name]
        return Sort(first=first, last=last, descending=reversed_)
    offered = ", ".join(dict.fromkeys([*places, *series.values()]))
    raise ExploreProblem("choice", field="sort", value=shown(text), known=shown(offered))


def one_reduced(given: QueryDict, name: str, series: tuple[Series, ...]) -> Reduced:
    known_ = [one.name for one in series if not one.quantiles]
    field = f"agg.{name}.expr"
    about = given.get(field) or name
    if about not in known_:
        told = shown(", ".join(known_))
        raise ExploreProblem("choice", field=shown(field), value=shown(about), known=told)
    asked_ = [part.strip().upper() for part in given.get(f"agg.{name}.func", "").split(",")]
    wrong = next((one for one in asked_ if one not in REDUCED), None)
    if wrong is not None:
        known = ", ".join(REDUCED)
        raise ExploreProblem(
            "choice", field=shown(f"agg.{name}.func"), value=shown(wrong), known=known
        )
    return Reduced(about, tuple(asked_))
