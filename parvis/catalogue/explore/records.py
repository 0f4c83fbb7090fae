"""`/catalog/datasets/<id>/records` and `/facets`: the rows of a data set's published version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse

from parvis.catalogue import access, unchanged
from parvis.catalogue.explore import answers, asked, found
from parvis.catalogue.explore.answers import ROOT, Row, link
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.values import iso
from parvis.catalogue.grants import asking
from parvis.catalogue.rows import editions
from parvis.catalogue.rows.source import GivenRows
from parvis.lake import rows as lake
from parvis.lake.models import Version
from parvis.lake.query import tree
from parvis.lake.query.policy import Policy
from parvis.lake.query.sql import Context
from parvis.lake.rows import NUMBER, Answer
from parvis.lake.served.lines import Page
from parvis.records.audience import audience_of
from parvis.records.models import Published

FACETS = 10  # columns that are counted when the question names none
RECORD = re.compile(r"([0-9a-f]{12})-([0-9]{1,12})")


class Opened(GivenRows):
    """The rows of a data set, as far as they are given to who asks."""

    def __init__(self, row: Published, name: str, version: Version, policy: Policy) -> None:
        super().__init__(version, policy)
        self.row, self.name = row, name

    def identifier(self, number: int | None) -> str | None:
        """Of a row in this version: another version may hold another row there."""
        return None if number is None else f"{self.prefix}{number}"

    @property
    def prefix(self) -> str:
        return f"{self.version.name[:12]}-"

    def metas(self, number: int | None) -> Row:
        return {"_id": self.identifier(number), "_timestamp": iso(self.version.created)}


def opened(request: HttpRequest, name: str) -> Opened:
    row, version = unchanged.once(request, ("rows", name), lambda: readable(request, name))
    return given(request, row, name, version)


def readable(request: HttpRequest, name: str) -> tuple[Published, Version | None]:
    """A data set, and the version of its rows that readers get."""
    row = found.dataset(name, audience_of(request))
    return row, lake.current(row.uuid)


def given(request: HttpRequest, row: Published, name: str, version: Version | None) -> Opened:
    """Its rows. Raises ExploreProblem where there are none, or none for who asks."""
    if version is None:
        closed = "no_rows" if access.open_to_all(row.content) else "closed"
        raise ExploreProblem(closed, value=asked.shown(name))
    try:
        policy = asking.policy(request, row.uuid, row.content, version)
    except asking.Closed as problem:
        raise ExploreProblem(problem.code, value=asked.shown(name)) from problem
    return Opened(row, name, version, policy)


@door
def records(request: HttpRequest, slug: str) -> HttpResponse:
    source, ask = opened(request, slug), asked.read(request.GET)
    query = ask.refined(source.schema)
    if query.group_by:
        answer = answers.asked(source, query, ask.context)
        body: Row = {"results": answers.rows(answer, ask.context.zone)}
        return JsonResponse(body | links(request, ask, None))
    aggregated = asked.aggregated(query)
    if not (ask.metas or ask.links or aggregated):
        answer = answers.asked(source, query, ask.context)
        total = answers.counted(source, query, ask.context, answer)
        results = answers.written(answer, ask.context.zone)
        text = b'{"total_count": %d, "results": [%b]}' % (total, results)
        return HttpResponse(text, content_type="application/json")
    answer, told_ = told(source, query, ask)
    if aggregated:  # the rows under what was calculated
        total = source.total(query, ask.context)
    else:
        total = answers.counted(source, query, ask.context, answer)
    body = {"total_count": total, "results": told_}
    return JsonResponse(body | links(request, ask, total))


def links(request: HttpRequest, ask: Asked, total: int | None) -> Row:
    return {"_links": answers.links(request, ask, total)} if ask.links else {}


def told(source: Opened, query: tree.Query, ask: Asked) -> tuple[Answer, list[Row]]:
    """The rows of a page, and as they are written, each with what is known of it."""
    if asked.aggregated(query):
        answer = answers.asked(source, query, ask.context)
        return answer, answers.rows(answer, ask.context.zone)
    answer, numbers = numbered(source, query, ask.context)
    results = answers.rows(answer, ask.context.zone)
    return answer, [known(source, ask, n) | one for n, one in zip(numbers, results, strict=True)]


def numbered(
    source: Opened, query: tree.Query, context: Context
) -> tuple[Answer, Sequence[int | None]]:
    """An answer, and the number that each of its rows has in the version; None where rows may not
    be named."""
    if not source.told_apart:
        answer = answers.asked(source, query, context)
        return answer, [None] * len(answer.rows)
    if query.where is None and not query.order_by:  # their own order: numbers follow each other
        answer = answers.asked(source, query, context)
        return answer, list(range(query.offset, query.offset + len(answer.rows)))
    answer = answers.asked(source, asked.beside(query, NUMBER), context)
    at = next(n for n, field in enumerate(answer.fields) if field.expression == NUMBER.expression)
    fields = (*answer.fields[:at], *answer.fields[at + 1 :])
    if isinstance(answer.rows, Page):
        return replace(answer, fields=fields, rows=answer.rows.without(at)), answer.rows.column(at)
    rows = [(*row[:at], *row[at + 1 :]) for row in answer.rows]
    return replace(answer, fields=fields, rows=rows), [row[at] for row in answer.rows]


def row_named(source: Opened, identifier: str) -> tuple[Opened, int] | None:
    """The rows and the number that an identifier names: of the version read today, or of one that
    was published before."""
    match = RECORD.fullmatch(identifier)
    if match is None or not source.told_apart:
        return None
    if not source.version.name.startswith(match[1]):
        version = editions.named(source.row.uuid, match[1])
        if version is None:
            return None
        source = Opened(source.row, source.name, version, source.policy)
    number = int(match[2])
    return (source, number) if number < source.rows.count else None


def known(source: Opened, ask: Asked, number: int | None) -> Row:
    found_: Row = source.metas(number) if ask.metas else {}
    if ask.links:
        found_["_links"] = row_links(source, number)
    return found_


def row_links(source: Opened, number: int | None, root: str = ROOT) -> list[Row]:
    own, named = f"{root}/catalog/datasets/{source.row.slug}", source.identifier(number)
    return [
        *([link("self", f"{own}/records/{named}")] if named else []),
        link("dataset", own),
        link("catalog", f"{root}/catalog/datasets"),
    ]


@door
def record(request: HttpRequest, slug: str, identifier: str) -> HttpResponse:
    source, number, row = one(request, slug, identifier, asked.read(request.GET))
    return JsonResponse(source.metas(number) | row)


def one(request: HttpRequest, slug: str, identifier: str, ask: Asked) -> tuple[Opened, int, Row]:
    """The row that an identifier names, and where it stands. Raises ExploreProblem."""
    row_of = row_named(opened(request, slug), identifier)
    if row_of is None:
        raise ExploreProblem("record", value=asked.shown(identifier))
    source, number = row_of
    query = tree.Query(ask.query.select, limit=1, offset=number)
    results = answers.rows(answers.asked(source, query, ask.context), ask.context.zone)
    return source, number, results[0]


@door
def facets(request: HttpRequest, slug: str) -> HttpResponse:
    source, ask = opened(request, slug), asked.read(request.GET)
    listed = ask.facets or answers.facetable(source.groupable)[:FACETS]
    counted = answers.facets(source, ask, listed)
    return JsonResponse({"links": answers.links(request), "facets": counted})
