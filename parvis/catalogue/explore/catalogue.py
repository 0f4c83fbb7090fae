"""`/catalog/…`: the data sets themselves, asked in ODSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse

from parvis.catalogue.explore import answers, asked, described, found, parts
from parvis.catalogue.explore.answers import ROOT, Row, link
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.table import Table, tables
from parvis.catalogue.explore.table_rows import SCHEMA
from parvis.lake.query import tree
from parvis.lake.query.facets import Facet
from parvis.lake.query.sql import Context
from parvis.lake.rows import Answer
from parvis.records.audience import Audience, audience_of
from parvis.records.models import Published
from parvis.records.projection import public_views

LISTED = ("publisher", "theme", "keyword", "territory", "license", "language", "modified",
          "features", "update_frequency", "data_visible")  # fmt: skip
BATCH = 500


@door
def datasets(request: HttpRequest) -> HttpResponse:
    ask = asked.read(request.GET)
    with tables.asked(request).narrowed(ask) as (table, narrow):
        query = narrow.refined(SCHEMA)
        results = listed(table, query, narrow, audience_of(request))
        if query.group_by:
            return JsonResponse(with_links({"results": results}, request, ask))
        total = table.total(query, ask.context)
    if ask.links:
        for result in results:
            if name := result.get("dataset_id"):
                result["_links"] = one_links(name)
    body = {"total_count": total, "results": results}
    return JsonResponse(with_links(body, request, ask, total))


def with_links(body: Row, request: HttpRequest, ask: Asked, total: int | None = None) -> Row:
    return body | {"_links": answers.links(request, ask, total)} if ask.links else body


def listed(table: Table, query: tree.Query, ask: Asked, audience: Audience) -> list[Row]:
    """Whole documents, or what `select` names of them, or the groups."""
    if asked.aggregated(query):
        return answers.rows(answers.asked(table, query, ask.context), ask.context.zone)
    answer = answers.asked(table, parts.told_apart(query), ask.context)
    return list(chosen(table, query, answer, ask, audience))


def chosen(
    table: Table, query: tree.Query, answer: Answer, ask: Asked, audience: Audience
) -> Iterator[Row]:
    """The documents of an answer, batch by batch."""
    told = [field for field in answer.fields if field.name != parts.UID]
    rows = answers.rows(answer, ask.context.zone)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        uids = [UUID(row[parts.UID]) for row in batch if parts.UID in row]
        whole = documents(table, uids, ask.context, audience)
        for row in batch:
            if document := whole.get(UUID(row.pop(parts.UID))):
                yield parts.chosen(query, row, told, document)


def documents(
    table: Table, uids: Sequence[UUID], context: Context, audience: Audience
) -> dict[UUID, Row]:
    """Documents by uuid; read again through the audience's rule."""
    views = public_views(Published.objects.visible(audience).filter(pk__in=uids), audience)
    files = described.attachments(views, audience)
    names = identifiers(table, uids, context)
    return {
        one.view.uuid: described.document(
            one, names.get(one.view.uuid, one.view.slug), context.zone, files[one.view.uuid]
        )
        for one in described.described(views)
    }


def identifiers(table: Table, uids: Sequence[UUID], context: Context) -> dict[UUID, str]:
    """What each data set is called here."""
    if not uids:
        return {}
    among = tree.In(tree.Column("dataset_uid"), tuple(tree.Text(uid.hex) for uid in uids))
    columns = tuple(tree.Output(tree.Column(n)) for n in ("dataset_uid", "dataset_id"))
    answer = table.answer(tree.Query(columns, where=among), context)
    return {UUID(uid): name for uid, name in answer.rows}


@door
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    ask = asked.read(request.GET)
    result = one(request, slug, ask)
    known = result.get("dataset_id") or slug
    told = {"_links": one_links(known)} if ask.links else {}
    return JsonResponse(result | told)


def one(request: HttpRequest, slug: str, ask: Asked) -> Row:
    """A document, or what `select` names of it. Raises ExploreProblem."""
    audience = audience_of(request)
    row = found.dataset(slug, audience)
    query = tree.Query(
        ask.query.select, tree.Compare("=", tree.Column("dataset_uid"), tree.Text(row.uuid.hex))
    )
    for result in listed(tables.asked(request), query, ask, audience):
        return result
    raise ExploreProblem("dataset", value=asked.shown(slug))


def one_links(name: str, root: str = ROOT) -> list[Row]:
    own = f"{root}/catalog/datasets/{quote(name)}"
    return [
        link("self", own),
        *(link(rel, f"{own}/{rel}") for rel in ("attachments", "records", "exports")),
        link("catalog", f"{root}/catalog/datasets"),
    ]


@door
def facets(request: HttpRequest) -> HttpResponse:
    ask = asked.read(request.GET)
    listed_ = ask.facets or tuple(map(Facet, LISTED))
    with tables.asked(request).narrowed(ask) as (table, narrow):
        counted = answers.facets(table, narrow, listed_)
    return JsonResponse({"links": answers.links(request), "facets": counted})


@door
def attachments(request: HttpRequest, slug: str) -> HttpResponse:
    audience = audience_of(request)
    views = public_views([found.dataset(slug, audience)], audience)
    files = [file for held in described.attachments(views, audience).values() for file in held]
    told = [
        {
            "href": described.address(file),
            "metas": {
                "mime-type": file.media_type, "title": file.title, "id": str(file.uuid),
                "url": described.address(file),
            },
        }
        for file in files
    ]  # fmt: skip
    return JsonResponse({"links": answers.links(request), "attachments": told})


@door
def nowhere(request: HttpRequest) -> HttpResponse:
    """Every other path of the API: clients read our form."""
    raise ExploreProblem("address")
