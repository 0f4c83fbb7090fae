"""What is put to any rows, those of the catalogue or of a data set, and how an answer is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest

from parvis.catalogue.explore import values
from parvis.catalogue.explore.asked import Asked, ClauseProblem
from parvis.lake.query import facets as faceting
from parvis.lake.query import tree
from parvis.lake.query.facets import Facet
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import SPATIAL, TEMPORAL, Schema
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context
from parvis.lake.rows import Answer
from parvis.lake.served.lines import Page

ROOT = "/api/explore/v2.1"
Row = dict[str, Any]
encoder = DjangoJSONEncoder()


class Source(Protocol):
    """Rows under the policy of who asks."""

    @property
    def schema(self) -> Schema: ...

    def answer(self, query: tree.Query, context: Context) -> Answer: ...

    def counted(self, queries: Sequence[tree.Query], context: Context) -> list[Answer]: ...

    def total(self, query: tree.Query, context: Context) -> int: ...

    def stream(self, query: tree.Query, context: Context) -> Iterator[list[tuple[Any, ...]]]: ...

    def fields(self, query: tree.Query, context: Context) -> tuple[Field, ...]: ...


def rows(answer: Answer, zone: str) -> list[Row]:
    """Each row by the names of its columns."""
    names = [field.name for field in answer.fields]
    told = values.told(answer.fields, answer.rows, zone)
    return [dict(zip(names, row, strict=True)) for row in told]


def written(answer: Answer, zone: str) -> bytes:
    """The same in JSON, without its brackets. What stands in lines is not read to be written."""
    names = [field.name for field in answer.fields]
    if not isinstance(answer.rows, Page) or len(set(names)) < len(names):
        return encoder.encode(rows(answer, zone))[1:-1].encode()
    heads = (json.dumps(name).replace("%", "%%") for name in names)
    one = "{{{}}}".format(", ".join(f"{head}: %b" for head in heads)).encode()
    columns = values.written(answer.fields, answer.rows, zone, range(len(names)))
    return b", ".join([one % row for row in zip(*columns, strict=True)])


def clauses(query: tree.Query, problem: QueryProblem) -> str:
    """The parameter whose tree holds the place of a refusal; "" when none does."""
    told = {
        "select": query.select, "group_by": query.group_by, "order_by": query.order_by,
        "where": (query.where,) if query.where else (),
    }  # fmt: skip
    for name, nodes in told.items():
        for node in nodes:
            if any(inner.place is problem.place for inner, _depth in tree.walk(node)):
                return name
    return ""


def asked(source: Source, query: tree.Query, context: Context) -> Answer:
    """The answer; a refusal says which parameter it is about."""
    try:
        return source.answer(query, context)
    except QueryProblem as problem:
        raise located(query, problem) from problem


def counted(source: Source, query: tree.Query, context: Context, answer: Answer) -> int:
    """How many rows are found in all, of which `answer` is a page. A page that is not full ends
    what is found: nothing is counted for it."""
    here = len(answer.rows)
    if answer.total is not None:
        return answer.total
    if query.limit is not None and here < query.limit and (here or not query.offset):
        return query.offset + here
    try:
        return source.total(replace(query, limit=None, offset=0), context)
    except QueryProblem as problem:
        raise located(query, problem) from problem


def located(query: tree.Query, problem: QueryProblem) -> Exception:
    name = clauses(query, problem) if problem.place is not None else ""
    return ClauseProblem(name, problem) if name else problem


def facets(source: Source, ask: Asked, listed: Sequence[Facet]) -> list[Row]:
    """The values of each facet with their counts, those chosen and those put aside marked."""
    asked_ = [
        faceting.counts(source.schema, facet, ask.query.where, ask.refinements, ask.facets)
        for facet in listed
    ]
    try:
        answers = source.counted(asked_, ask.context)
    except QueryProblem as problem:
        raise located(ask.query, problem) from problem
    found = []
    for facet, answer in zip(listed, answers, strict=True):
        told = rows(answer, ask.context.zone)
        shown = [value(source.schema, facet, ask, row["value"], row["count"]) for row in told]
        found.append({"name": facet.name, "facets": shown + excluded(facet, ask)})
    return [one for one in found if one["facets"]]


def value(schema: Schema, facet: Facet, ask: Asked, told: Any, count: int) -> Row:
    text = str(told).lower() if isinstance(told, bool) else str(told)
    column = schema.find(facet.name)
    last = faceting.path_of(text, column, facet)[-1] if column else text
    chosen = any(
        one.name == facet.name and not one.excluded and same(text, one.value)
        for one in ask.refinements
    )
    return {
        "name": last, "count": count, "state": "refined" if chosen else "displayed", "value": text
    }  # fmt: skip


def same(told: str, chosen: str) -> bool:
    return told == chosen or told == chosen.replace("-", "/")


def excluded(facet: Facet, ask: Asked) -> list[Row]:
    return [
        {"name": one.value, "state": "excluded", "value": one.value}
        for one in ask.refinements
        if one.excluded and one.name == facet.name
    ]


def facetable(schema: Schema) -> list[Facet]:
    """Columns that are counted when the question names none: not places nor measures."""
    return [
        Facet(column.name)
        for column in schema.columns
        if column.type not in SPATIAL and (column.type in TEMPORAL or column.type.value in COUNTED)
    ]


COUNTED = {"text", "boolean"}


def links(request: HttpRequest, ask: Asked | None = None, total: int | None = None) -> list[Row]:
    """The page itself and those around it."""
    found = [link("self", request.path, pairs(request))]
    if ask is None or total is None or not ask.query.limit:
        return found
    limit, offset = ask.query.limit, ask.query.offset
    pages = {"first": 0, "last": max(0, (total - 1) // limit * limit)}
    if offset + limit < total:
        pages["next"] = offset + limit
    return found + [
        link(rel, request.path, [*pairs(request, "offset"), ("offset", str(start))])
        for rel, start in pages.items()
    ]


def pairs(request: HttpRequest, *without: str) -> list[tuple[str, str]]:
    left = {"apikey", *without}  # a key is not repeated
    return [(n, v) for n, values_ in request.GET.lists() for v in values_ if n not in left]


def link(rel: str, path: str, query: Sequence[tuple[str, str]] = ()) -> Row:
    asked_ = f"?{urlencode(query)}" if query else ""
    return {"rel": rel, "href": f"{settings.PARVIS_BASE_URL}{path}{asked_}"}
