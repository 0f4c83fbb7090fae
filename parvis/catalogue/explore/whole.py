"""`/catalog/exports/<format>`: the data sets that a question finds, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from parvis.catalogue import api, dcat, inventory, rdf
from parvis.catalogue.explore import answers, asked, catalogue, files, listed, parts, written
from parvis.catalogue.explore.answers import link
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.files import Sent
from parvis.catalogue.explore.listed import Listed
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.table import Table, tables
from parvis.catalogue.explore.table_rows import COLUMNS, SCHEMA
from parvis.lake.query import tree
from parvis.records.audience import Audience, audience_of
from parvis.records.models import Published

GRAPHS: dict[str, dcat.Extension] = {"rdf": "rdf", "dcat": "rdf", "ttl": "ttl"}
LISTS = {"rss": "application/rss+xml", "data.json": "application/json"}
TABLES = ("csv", "xlsx")
OFFERED = (*TABLES, "json", *GRAPHS, *LISTS)


@door
def formats(request: HttpRequest) -> JsonResponse:
    own = request.path.rstrip("/")
    told = [answers.links(request)[0], *(link(one, f"{own}/{one}") for one in OFFERED)]
    return JsonResponse({"links": told})


@door
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    return sent(request, form)


def sent(request: HttpRequest, form: str) -> HttpResponseBase:
    if form not in OFFERED:
        known = ", ".join(OFFERED)
        raise ExploreProblem("format", value=asked.shown(form), known=known)
    ask, audience = asked.read(request.GET, whole=True), audience_of(request)
    packed = asked.flag(request.GET, "compressed")
    table, query = tables.asked(request), ask.refined(SCHEMA)
    if form in GRAPHS:
        return graph(table, query, ask, audience, form, packed)
    if form in LISTS:
        return listing(table, query, ask, audience, form, packed)
    if form in TABLES or asked.aggregated(query):
        pieces = files.made(request, table, flat(query), ask, form)
    else:
        pieces = documents(table, query, ask, audience)
    return files.file(pieces, form, "catalogue", packed)


def flat(query: tree.Query) -> tree.Query:
    """Values alone where everything is asked: a part of a document is no cell."""
    if asked.aggregated(query) or not asked.starred(query):
        return query
    kept = [item for item in query.select if not asked.everything(item)]
    values = (tree.Output(tree.Column(column.name)) for column in COLUMNS)
    return tree.Query((*values, *kept), query.where, (), query.order_by, query.limit, query.offset)


def documents(table: Table, query: tree.Query, ask: Asked, audience: Audience) -> Sent:
    answer = answers.asked(table, parts.told_apart(query), ask.context)
    files.take()
    told = catalogue.chosen(table, query, answer, ask, audience)
    return Sent(written.array([written.lines(one)] for one in told))


def listing(
    table: Table, query: tree.Query, ask: Asked, audience: Audience, form: str, packed: bool
) -> HttpResponseBase:
    """`select` has no meaning in a list of data sets."""
    sets = tree.Query((), query.where, (), query.order_by, query.limit, query.offset)
    answer = answers.asked(table, parts.told_apart(sets), ask.context)
    files.take()
    told = paged(catalogue.chosen(table, sets, answer, ask, audience), audience)
    base = settings.PARVIS_BASE_URL
    if form == "rss":
        pieces = Sent(listed.rss(told, base, settings.PARVIS_SITE_NAME))
    else:
        pieces = Sent(listed.data_json(told, base))
    return files.sent_as(pieces, LISTS[form], f"catalogue.{form}", packed)


def paged(documents: Iterator[parts.Row], audience: Audience) -> Iterator[Listed]:
    """With the name of its page, which is not always what the API calls a data set, and whom to
    write to: the portal where nobody is named, as DCAT-US wants somebody."""
    portal = (settings.PARVIS_SITE_NAME, settings.DEFAULT_FROM_EMAIL)
    agents = rdf.publishers(audience)
    while batch := list(islice(documents, catalogue.BATCH)):
        rows = Published.objects.visible(audience)
        known = rows.in_bulk([UUID(one["dataset_uid"]) for one in batch])
        for one in batch:
            row = known.get(UUID(one["dataset_uid"]))
            if row is None:  # taken back meanwhile
                continue
            agent = agents.get(row.organisation)
            contact = inventory.to_write(row.content, agent.content if agent else {})
            yield Listed(row.slug, one, contact if contact[1] else portal)


def graph(
    table: Table, query: tree.Query, ask: Asked, audience: Audience, form: str, packed: bool
) -> HttpResponseBase:
    """DCAT-AP as `/catalog` writes it; `select` has no meaning in a graph."""
    ordered = tree.Query(
        (tree.Output(tree.Column("dataset_uid")),), query.where, (), query.order_by, query.limit,
        query.offset,
    )  # fmt: skip
    found = [UUID(uid) for (uid,) in answers.asked(table, ordered, ask.context).rows]
    files.take()
    extension = GRAPHS[form]
    pieces = Sent(dcat.pieces(rdf.listing(found, audience), extension))
    return files.sent_as(pieces, api.TYPES[extension], f"catalogue.{extension}", packed)
