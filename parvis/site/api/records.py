"""`/api/types` and `/api/records`: what there is, searched as on the pages; JSON or CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.records import hooks
from parvis.records.audience import Audience, audience_of
from parvis.records.exchange import neutral
from parvis.records.finding import Found, find
from parvis.records.machine import machine
from parvis.records.models import Published
from parvis.records.projection import View, public_views
from parvis.records.search import SearchRequest
from parvis.records.search.query import Sort
from parvis.site import addresses, forms
from parvis.site.caching import public_page
from parvis.site.queries import FURTHEST, PAGE_SIZE, ListQuery, choice, list_query, refuse

BATCH = 500
COLUMNS = (
    "id", "type", "title", "plain_summary", "organisation", "language", "first_published",
    "updated", "url",
)  # fmt: skip


@machine
@public_page
def types(request: HttpRequest) -> HttpResponse:
    """Types of records that are published, with how many of each."""
    rows = Published.objects.visible(audience_of(request)).order_by()
    counts = dict(rows.values_list("type").annotate(n=Count("pk")))
    return JsonResponse(
        {
            "types": [
                {
                    "type": kind.name,
                    "one": str(kind.one),
                    "many": str(kind.many),
                    "iri": kind.iri or None,
                    "count": counts[kind.name],
                    "url": addresses.absolute(addresses.list_path(kind.name))
                    if kind.path
                    else None,
                    "facets": list(facets_of(kind.name)),
                }
                for kind in hooks.record_types().values()
                if kind.name in counts
            ]
        }
    )


@machine
@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Published records: `q`, `type`, the facets of that type, `sort`, `page`."""
    kind, query = asked(request)
    audience = audience_of(request)
    found = find(request_for(query, kind, audience))
    return JsonResponse(document(request, query, found, audience))


@machine
@public_page
def table(request: HttpRequest) -> HttpResponseBase:
    """The same as CSV, all of it (UTF-8 with its mark, so that spreadsheets see it).

    Not `?format=csv`: a data set has formats too, and a facet of that name.
    """
    kind, query = asked(request)
    audience = audience_of(request)
    writer = csv.writer(Line())
    views = everything(kind, audience) if whole(query) else matching(query, kind, audience)
    lines = (writer.writerow(row) for row in rows(views))
    response = StreamingHttpResponse(marked(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind or "fiches"}.csv"'
    return response


def asked(request: HttpRequest) -> tuple[str, ListQuery]:
    """The type of records and the rest of the question. Raises Refused."""
    kind = choice(request.GET, "type", tuple(hooks.record_types()))
    return kind, list_query(request, facets_of(kind))


def facets_of(kind: str) -> tuple[str, ...]:
    declared = hooks.record_types().get(kind)
    return tuple(dict.fromkeys(("organisation", *(declared.facets if declared else ()))))


def request_for(query: ListQuery, kind: str, audience: Audience) -> SearchRequest:
    filters = query.filters | ({"type": [kind]} if kind else {})
    sort: Sort = query.sort or ("relevance" if query.text else "updated")
    return SearchRequest(
        text=query.text,
        filters=filters,
        audience=audience,
        sort=sort,
        offset=query.offset,
        limit=PAGE_SIZE,
    )


def document(
    request: HttpRequest, query: ListQuery, found: Found, audience: Audience
) -> dict[str, Any]:
    last = min(found.total, FURTHEST) > query.offset + PAGE_SIZE
    return {
        "total": found.total,
        "page": query.page,
        "page_size": PAGE_SIZE,
        "partial": found.partial,
        "suggestion": found.suggestion or None,
        "next": page_address(request, query.page + 1) if last else None,
        "records": [forms.as_json(view) for view in public_views(found.rows, audience)],
    }


def page_address(request: HttpRequest, page: int) -> str:
    pairs = [(n, v) for n, values in request.GET.lists() if n != "page" for v in values]
    return addresses.absolute(reverse("records") + "?" + urlencode([*pairs, ("page", page)]))


class Line:
    """A file that gives back what is written to it, for `csv.writer`."""

    def write(self, text: str) -> str:
        return text


def marked(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


def whole(query: ListQuery) -> bool:
    return not query.text and not query.filters


def everything(kind: str, audience: Audience) -> Iterator[View]:
    """All records of a type (or of all), by address; read in batches."""
    shown = Published.objects.visible(audience).order_by("type", "slug")
    shown = shown.filter(type=kind) if kind else shown
    after = ("", "")
    while True:
        further = Q(type=after[0], slug__gt=after[1]) | Q(type__gt=after[0])
        batch = list(shown.filter(further)[:BATCH])
        if not batch:
            return
        yield from public_views(batch, audience)
        after = (batch[-1].type, batch[-1].slug)


def matching(query: ListQuery, kind: str, audience: Audience) -> Iterator[View]:
    """Records that the search finds, at most `FURTHEST`; more is refused, not cut in silence."""
    request = replace(request_for(query, kind, audience), offset=0, limit=BATCH)
    found = find(request)
    if found.total > FURTHEST:
        mend = _("Filtrez davantage : plus de %(most)s fiches correspondent.")
        raise refuse("q", query.text, mend % {"most": FURTHEST})
    return leafed(request, found, audience)


def leafed(request: SearchRequest, found: Found, audience: Audience) -> Iterator[View]:
    offset = 0
    while True:
        yield from public_views(found.rows, audience)
        offset += BATCH
        if offset >= found.total:
            return
        found = find(replace(request, offset=offset))


def rows(views: Iterator[View]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for view in views:
        data = forms.as_json(view)
        yield [neutral(str(data.get(name) or "")) for name in COLUMNS]
