"""`/api/explore/v2.0/` and `/api/v2/`: what 2.1 answers, with each row and each data set wrapped
with its links, as 2.0 did.

What 2.0 answered is in the client libraries of Opendatasoft; what 2.1 changed, in its change log:
https://help.opendatasoft.com/apis/ods-explore-v2/#section/Introduction/v2.1-Changelog
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase

from parvis.catalogue.explore import answers, asked, catalogue, exports, records, whole
from parvis.catalogue.explore.answers import Row, encoder
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.older.records import NOW
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.records import Opened
from parvis.catalogue.explore.table import tables
from parvis.catalogue.explore.table_rows import SCHEMA
from parvis.catalogue.explore.values import iso
from parvis.lake.query import odsql_write, tree
from parvis.records.audience import audience_of

ROOT = "/api/explore/v2.0"
RENAMED = {"rows": "limit", "start": "offset", "sort": "order_by"}  # as its first years had them


def newer(request: HttpRequest, **otherwise: str) -> QueryDict:
    """What is asked in the words of 2.1; `otherwise`: what is so unless the question says."""
    given = request.GET.copy()
    for name, now in RENAMED.items():
        if name in given and now not in given:
            given.setlist(now, given.getlist(name))
    for words in filter(str.strip, given.getlist("search")):
        given.appendlist("where", odsql_write.text(words))
    for name, value in otherwise.items():
        given.setdefault(name, value)
    return given


def listed(request: HttpRequest, name: str, told: list[Row], ask: Asked, total: int | None) -> Row:
    count = {} if total is None else {"total_count": total}
    return {**count, "links": answers.links(request, ask, total), name: told}


def row(source: Opened, number: int | None, fields: Row) -> Row:
    """`size`: the octets of its fields in JSON."""
    told = {
        "id": source.identifier(number), "timestamp": iso(source.version.created),
        "size": len(encoder.encode(fields).encode()), "fields": fields,
    }  # fmt: skip
    return {"links": records.row_links(source, number, ROOT), "record": told}


@door
def of_rows(request: HttpRequest, slug: str) -> HttpResponse:
    source, ask = records.opened(request, slug), asked.read(newer(request))
    query = ask.refined(source.schema)
    if asked.aggregated(query):
        answer = answers.asked(source, query, ask.context)
        groups = answers.rows(answer, ask.context.zone)
        told: list[Row] = [{"links": [], "record": {"fields": one}} for one in groups]
        return JsonResponse(listed(request, "records", told, ask, None))
    answer, numbers = records.numbered(source, query, ask.context)
    total = answers.counted(source, query, ask.context, answer)
    rows = zip(numbers, answers.rows(answer, ask.context.zone), strict=True)
    told = [row(source, number, fields) for number, fields in rows]
    return JsonResponse(listed(request, "records", told, ask, total))


@door
def of_row(request: HttpRequest, slug: str, identifier: str) -> HttpResponse:
    return JsonResponse(row(*records.one(request, slug, identifier, asked.read(newer(request)))))


@door
def aggregates(request: HttpRequest, slug: str) -> HttpResponse:
    """Every group unless a limit is said."""
    source, ask = records.opened(request, slug), asked.read(newer(request, limit="-1"))
    return aggregated(source, ask.refined(source.schema), ask)


@door
def catalogue_aggregates(request: HttpRequest) -> HttpResponse:
    ask = asked.read(newer(request, limit="-1"))
    return aggregated(tables.asked(request), ask.refined(SCHEMA), ask)


def aggregated(source: answers.Source, query: tree.Query, ask: Asked) -> HttpResponse:
    if not asked.aggregated(query):
        raise ExploreProblem("aggregates")
    answer = answers.asked(source, query, ask.context)
    return JsonResponse({"aggregations": answers.rows(answer, ask.context.zone)})


@door
def datasets(request: HttpRequest) -> HttpResponse:
    ask = asked.read(newer(request))
    with tables.asked(request).narrowed(ask) as (table, narrow):
        query = narrow.refined(SCHEMA)
        found = catalogue.listed(table, query, narrow, audience_of(request))
        total = None if query.group_by else table.total(query, ask.context)
    told = [dataset_of(one) for one in found]
    return JsonResponse(listed(request, "datasets", told, ask, total))


def dataset_of(document: Row, name: str = "") -> Row:
    known = document.get("dataset_id") or name
    return {"links": catalogue.one_links(known, ROOT) if known else [], "dataset": document}


@door
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    document = catalogue.one(request, slug, asked.read(newer(request)))
    return JsonResponse(dataset_of(document, slug))


@door
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Flat, as 2.0 had them; a CSV begins with no mark unless one is asked for."""
    request.GET = newer(request, with_bom="false")  # type: ignore[assignment]
    return exports.sent(request, records.opened(request, slug), slug, NOW.get(form, form))


@door
def catalogue_export(request: HttpRequest, form: str) -> HttpResponseBase:
    request.GET = newer(request, with_bom="false")  # type: ignore[assignment]
    return whole.sent(request, NOW.get(form, form))
