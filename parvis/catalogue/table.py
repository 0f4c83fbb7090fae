"""`/catalog.csv`: the whole inventory in the national schema, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse

from parvis.catalogue import inventory, rdf, words
from parvis.records import exchange
from parvis.records.audience import Audience, audience_of
from parvis.records.machine import machine
from parvis.records.models import Link, Published

BATCH = 500
TYPE = "text/csv; charset=utf-8"


@machine
def national(request: HttpRequest) -> StreamingHttpResponse:
    """Every data set that the one who asks may see, open or only listed."""
    lines = exchange.write(inventory.COLUMNS, rows(audience_of(request)))
    response = StreamingHttpResponse(lines, content_type=TYPE)
    response["Content-Disposition"] = 'attachment; filename="catalogue.csv"'
    private = settings.SESSION_COOKIE_NAME in request.COOKIES
    response["Cache-Control"] = "private, no-store" if private else "public, no-cache"
    response["Vary"] = "Cookie"
    return response


def rows(audience: Audience) -> Iterator[dict[str, str]]:
    """Batch by batch, by address: two queries a batch whatever it holds, three for the rest."""
    agents = rdf.publishers(audience)
    parents = dict(
        Link.objects.filter(predicate="part_of", subject__in=agents).values_list(
            "subject_id", "object_id"
        )
    )
    after = ""
    while batch := list(rdf.rows("dataset", audience).filter(slug__gt=after)[:BATCH]):
        applications = named_applications(batch, audience)
        for row in batch:
            parent = agents.get(parents.get(row.organisation))
            yield inventory.row(
                row.content,
                organisation=content(agents.get(row.organisation)),
                parent=content(parent),
                application=applications.get(row.uuid, ""),
                url=rdf.identifier("dataset", row.slug),
                contact=settings.DEFAULT_FROM_EMAIL,
                label=label,
            )
        after = batch[-1].slug


def content(row: Published | None) -> Mapping[str, Any]:
    return row.content if row else {}


def label(scheme: str, value: str) -> str:
    """The words of a term in the reader's language; in French for a machine that says nothing."""
    if scheme == "format":
        return words.format_label(value)
    return words.label(scheme, value)  # type: ignore[arg-type]


def named_applications(batch: list[Published], audience: Audience) -> dict[UUID, str]:
    """The title of the application that each data set comes from, where it may be seen."""
    seen = Published.objects.visible(audience).filter(type="application")
    found = Link.objects.filter(
        predicate="comes_from", subject__in=[row.uuid for row in batch], object__in=seen
    )
    return dict(found.values_list("subject_id", "object__title"))
