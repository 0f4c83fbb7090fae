"""`/api/records/1.0/analyze/`: series calculated for each value of an axis, as charts ask them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from parvis.catalogue.explore import answers, files, values, written
from parvis.catalogue.explore.answers import Row
from parvis.catalogue.explore.asked import GROUPS, ClauseProblem, shown
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.files import Sent
from parvis.catalogue.explore.older import analyzed
from parvis.catalogue.explore.older.analyzed import Analysis
from parvis.catalogue.explore.older.records import dataset, newer_style
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.records import Opened
from parvis.lake.query import tree
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import NUMERIC, Type
from parvis.lake.query.select import Field

Group = tuple[tuple[Any, ...], tuple[Any, ...]]  # its keys, its values
REDUCERS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "MIN": min, "MAX": max, "SUM": math.fsum, "COUNT": len,
    "AVG": lambda numbers: math.fsum(numbers) / len(numbers),
}  # fmt: skip


@door
def analyze(request: HttpRequest) -> HttpResponseBase:
    """A list of groups; with `agg.<series>.func` an object of `results` and `aggregations`."""
    source = dataset(request)
    analysis = analyzed.read(request.GET, source.schema)
    fields, groups = found(source, analysis)
    groups = list(cumulated(analysis, groups))
    if request.GET.get("format") == "csv":
        return table(request, source, analysis, fields, groups)
    results = [told(analysis, *group) for group in groups]
    if not analysis.reduced:
        return JsonResponse(results, safe=False)
    return JsonResponse({"results": results, "aggregations": reduced(analysis, results)})


def found(source: Opened, analysis: Analysis) -> tuple[tuple[Field, ...], list[Group]]:
    """The groups, values as JSON holds them. Raises ExploreProblem for more than are given."""
    query = analysis.ask.refined(source.schema)
    try:
        answer = source.answer(query, analysis.ask.context)
    except QueryProblem as problem:
        raise located(analysis, problem) from problem
    if len(answer.rows) > GROUPS and not analysis.cut:
        raise ExploreProblem("groups", high=GROUPS)
    write = values.writers(answer.fields, analysis.ask.context.zone)
    keys = len(query.group_by)
    rows = [[one(value) for one, value in zip(write, row, strict=True)] for row in answer.rows]
    return answer.fields, [(tuple(row[:keys]), tuple(row[keys:])) for row in rows]


def located(analysis: Analysis, problem: QueryProblem) -> Exception:
    """With the parameter that the refusal is about."""
    for one in analysis.series:
        if one.expression is not None and problem.place is not None:
            nodes = tree.walk(one.expression)
            if any(node.place is problem.place for node, _depth in nodes):
                return ClauseProblem(f"y.{shown(one.name)}.expr", problem)
    return answers.located(analysis.ask.query, problem)


def cumulated(analysis: Analysis, groups: Sequence[Group]) -> Iterator[Group]:
    """Series that add up do so along the first axis, in the order of the answer, apart for each
    combination of the others."""
    sums: dict[tuple[Any, ...], float] = {}
    first = len(analysis.axes[0].groups()) if analysis.axes else 0
    growing = [one.cumulative for one in analysis.series for _output in one.outputs()]
    for keys, row in groups:
        shown = list(row)
        for number, value in enumerate(row):
            if growing[number] and isinstance(value, int | float | None):
                place = (*keys[first:], number)
                sums[place] = sums.get(place, 0) + (value or 0)
                shown[number] = sums[place]
        yield keys, tuple(shown)


def told(analysis: Analysis, keys: tuple[Any, ...], row: tuple[Any, ...]) -> Row:
    """{"x": …, "<series>": …}; several quantiles of a series by their percents."""
    answer: Row = {"x": axes(analysis, keys)} if analysis.axes else {}
    rest = iter(row)
    for one in analysis.series:
        if one.quantiles:
            answer[one.name] = {str(percent): next(rest) for percent in one.quantiles}
        else:
            answer[one.name] = next(rest)
    return answer


def axes(analysis: Analysis, keys: tuple[Any, ...]) -> Any:
    """The value of the only axis, or each under its name; a date by its parts."""
    rest = iter(keys)
    named: Row = {
        axis.column.name: {part: next(rest) for part in axis.parts} if axis.parts else next(rest)
        for axis in analysis.axes
    }
    return next(iter(named.values())) if len(named) == 1 else named


def reduced(analysis: Analysis, results: Sequence[Row]) -> Row:
    found: Row = {}
    for one in analysis.reduced:
        kept = [row[one.series] for row in results if isinstance(row[one.series], int | float)]
        told = {name.lower(): REDUCERS[name](kept) if kept else None for name in one.functions}
        found.setdefault(one.series, {}).update(told)
    return found


def table(
    request: HttpRequest,
    source: Opened,
    analysis: Analysis,
    fields: Sequence[Field],
    groups: Sequence[Group],
) -> HttpResponseBase:
    """A column for each key and each value."""
    names = [
        f"{axis.column.name}.{part}" if part else axis.column.name
        for axis in analysis.axes
        for part in axis.parts or ("",)
    ]
    for one in analysis.series:
        names += [f"{one.name}.{percent}" for percent in one.quantiles] or [one.name]
    shown = [  # what is no number is a text by now
        Field(name, field.type if field.type in NUMERIC else Type.TEXT)
        for name, field in zip(names, fields, strict=True)
    ]
    style = replace(files.style_of(newer_style(request), analysis.ask), headings=names)
    files.take()
    pieces = written.as_csv(shown, [[keys + row for keys, row in groups]], style)
    return files.file(Sent(pieces), "csv", source.name, packed=False)
