"""The public page of a draft, for those who write and review it: behind no public address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from parvis.records import hooks, projection, publishing
from parvis.records.audience import audience_of
from parvis.records.models.published import Published
from parvis.records.projection import Neighbour, View


def draft_view(record: Any, request: HttpRequest) -> View:
    """What publication of this draft would show, as the public projection has it."""
    drafted = publishing.project(record)
    now = timezone.now()
    known = Published.objects.filter(pk=record.uuid).first()
    row = Published(
        uuid=record.uuid,
        type=record.record_type,
        slug=record.slug,
        title=record.title,
        circle=record.circle,
        organisation=record.organisation.uuid if record.organisation else None,
        state=Published.State.LIVE,
        sequence=known.sequence if known else 0,
        first_published=known.first_published if known else now,
        updated=now,
        projection=drafted.bytes,
    )
    return projection.view_of(row, audience_of(request), neighbours(drafted, request))


def neighbours(drafted: publishing.Projection, request: HttpRequest) -> list[Neighbour]:
    """The other ends of the draft's own edges, where its reader may see them."""
    ends = {edge[1] for edge in drafted.edges}
    shown = Published.objects.visible(audience_of(request)).filter(pk__in=ends)
    rows = {row.uuid: row for row in shown}
    known = hooks.predicates()
    return [
        Neighbour(known[name], True, end, rows[end].type, rows[end].slug, rows[end].title, a, b)
        for name, end, a, b in sorted(drafted.edges, key=str)
        if end in rows and name in known
    ]


def serve(record: Any, request: HttpRequest) -> HttpResponse:
    """The page that the site shows for this type; a plain list of fields where none does."""
    view = draft_view(record, request)
    page: HttpResponse | None = hooks.first("preview", request=request, view=view)
    if page is not None:
        return page
    labels = [(label_of(type(record), name), value) for name, value in fields(view)]
    return render(request, "records/preview.html", {"view": view, "fields": labels})


def fields(view: View) -> list[tuple[str, Any]]:
    unsaid = {"title", "plain_summary", "uuid", "type", "slug", "links", "hidden", "translations"}
    return [(n, v) for n, v in view.content.items() if n not in unsaid and v not in ("", None, [])]


def label_of(model: type[Any], name: str) -> str:
    known = {field.name: field for field in model._meta.get_fields()}
    return str(getattr(known.get(name), "verbose_name", name))
