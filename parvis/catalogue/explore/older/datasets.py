"""`/api/datasets/1.0/`: the data sets in the form of before 2.0."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse

from parvis.catalogue.explore import answers, catalogue, parts
from parvis.catalogue.explore.answers import Row
from parvis.catalogue.explore.asked import shown
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.found import dataset as found_dataset
from parvis.catalogue.explore.older import asked
from parvis.catalogue.explore.older.records import grouped
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.table import tables
from parvis.catalogue.explore.table_rows import SCHEMA
from parvis.lake.query import tree
from parvis.records.audience import audience_of

MOST = 1_000  # documents of one answer
SAME = ("has_records", "data_visible", "features", "attachments")


@door
def search(request: HttpRequest) -> HttpResponse:
    audience = audience_of(request)
    older = asked.read(request.GET, SCHEMA, most=MOST)
    with tables.asked(request).narrowed(older.ask) as (table, ask):
        query = replace(ask.refined(SCHEMA), select=())
        total = table.total(replace(query, limit=None, offset=0), ask.context)
        answer = answers.asked(table, parts.told_apart(query), ask.context)
        chosen = catalogue.chosen(table, query, answer, ask, audience)
        body: Row = {
            "nhits": total,
            "parameters": older.parameters,
            "datasets": [told(one) for one in chosen],
        }
        if groups := grouped(table, replace(older, ask=ask)):
            body["facet_groups"] = groups
    return JsonResponse(body)


def told(document: Row) -> Row:
    fields = [
        {"name": one["name"], "label": one["label"], "type": one["type"]}
        | ({"description": one["description"]} if one["description"] else {})
        for one in document["fields"]
    ]
    default = document["metas"]["default"]
    return {
        "datasetid": document["dataset_id"],
        "metas": {name: value for name, value in default.items() if value is not None},
        "alternative_exports": [],
        "fields": fields,
        **{name: document[name] for name in SAME},
    }


@door
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    audience = audience_of(request)
    row, table = found_dataset(slug, audience), tables.asked(request)
    older = asked.read(request.GET, SCHEMA)
    mine = tree.Compare("=", tree.Column("dataset_uid"), tree.Text(row.uuid.hex))
    query = tree.Query(where=mine)
    for document in catalogue.listed(table, query, older.ask, audience):
        return JsonResponse(told(document))
    raise ExploreProblem("dataset", value=shown(slug))
