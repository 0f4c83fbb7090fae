"""`/api/records/1.0/` and `/explore/dataset/<id>/download/`: rows in the form of before 2.0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase

from parvis.catalogue.explore import answers, files, values, wkb
from parvis.catalogue.explore.answers import Row
from parvis.catalogue.explore.asked import shown
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.older import asked
from parvis.catalogue.explore.older.asked import Older
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.records import Opened, numbered, opened
from parvis.catalogue.explore.values import iso
from parvis.lake.query import tree
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field
from parvis.lake.rows import Answer

NOW = {"xls": "xlsx"}  # what spreadsheets read today
ENDINGS = {
    "csv_separator": "delimiter", "use_labels_for_header": "use_labels", "timezone": "timezone",
    "lang": "lang",
}  # fmt: skip


@door
def search(request: HttpRequest) -> HttpResponseBase:
    """`format=csv` and the others give what a download gives."""
    form = request.GET.get("format") or "json"
    if form != "json":
        return file(request, dataset(request), form, whole=False)
    source = dataset(request)
    older = asked.read(request.GET, source.schema)
    query = older.ask.refined(source.schema)
    answer, found = records(source, query, older) if query.limit else (Answer((), []), [])
    body: Row = {
        "nhits": answers.counted(source, query, older.ask.context, answer),
        "parameters": older.parameters,
        "records": found,
    }
    if groups := grouped(source, older):
        body["facet_groups"] = groups
    return JsonResponse(body)


def dataset(request: HttpRequest) -> Opened:
    name = request.GET.get("dataset", "")
    if not name:
        raise ExploreProblem("lacking", field="dataset")
    return opened(request, name)


def records(source: Opened, query: tree.Query, older: Older) -> tuple[Answer, list[Row]]:
    """The rows of a page, and as they are written: each with its identifier, its place and the
    values that it has."""
    answer, numbers = numbered(source, query, older.ask.context)
    write = [writer(field, older.ask.context.zone) for field in answer.fields]
    return answer, [
        record(source, answer.fields, write, row, count)
        for row, count in zip(answer.rows, numbers, strict=True)
    ]


def record(
    source: Opened,
    fields: Sequence[Field],
    write: Sequence[Any],
    row: tuple[Any, ...],
    count: int | None,
) -> Row:
    told: Row = {
        "datasetid": source.name,
        "recordid": source.identifier(count),
        "fields": {
            field.name: one(value)
            for field, one, value in zip(fields, write, row, strict=True)
            if value is not None
        },
    }
    place = next(
        (v for f, v in zip(fields, row, strict=True) if f.type in PLACES and v is not None), None
    )
    if place is not None:
        told["geometry"] = wkb.geojson(place)
    return told | {"record_timestamp": iso(source.version.created)}


PLACES = frozenset({Type.POINT, Type.SHAPE})


def writer(field: Field, zone: str) -> Any:
    """Places are [latitude, longitude] and GeoJSON; the rest as in 2.1."""
    if field.type is Type.POINT and not field.many:
        return latitude_first
    if field.type is Type.SHAPE and not field.many:
        return wkb.geojson
    return values.each(values.writer(field.type, zone), field.many)


def latitude_first(value: bytes) -> list[float] | None:
    found = wkb.first(value)
    return None if found is None else [found[1], found[0]]


def grouped(source: answers.Source, older: Older) -> list[Row]:
    """Facets as this API words them; those that are only chosen in are not counted."""
    found = answers.facets(source, older.ask, older.listed)
    return [{"name": one["name"], "facets": list(worded(one["facets"]))} for one in found]


def worded(counted: list[Row]) -> Iterator[Row]:
    for one in counted:
        yield {
            "name": one["name"], "path": one["value"], "state": one["state"],
            "count": one.get("count", 0),
        }  # fmt: skip


@door
def download(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """`/explore/dataset/<id>/download/?format=csv`, `/api/records/1.0/download/?dataset=<id>`"""
    source = opened(request, slug) if slug else dataset(request)
    return file(request, source, request.GET.get("format") or "csv", whole=True)


def file(request: HttpRequest, source: Opened, form: str, *, whole: bool) -> HttpResponseBase:
    form = NOW.get(form, form)
    if form not in files.OFFERED:
        raise ExploreProblem("format", value=shown(form), known=", ".join(files.OFFERED))
    older = asked.read(request.GET, source.schema, whole=whole)
    query = older.ask.refined(source.schema)
    pieces = files.made(request, source, query, older.ask, form, newer_style(request))
    return files.file(pieces, form, source.name, packed=False)


def newer_style(request: HttpRequest) -> QueryDict:
    """How a file is to be written, as 2.1 words it."""
    style = QueryDict(mutable=True)
    for name, now in ENDINGS.items():
        if name in request.GET:
            style[now] = request.GET[name]
    return style


@door
def nowhere(request: HttpRequest) -> HttpResponse:
    raise ExploreProblem("address")
