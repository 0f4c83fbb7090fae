"""What the public face tells the lower floors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from parvis.design.text import plain
from parvis.records.audience import Audience
from parvis.records.hooks import implement
from parvis.records.kinds import RecordType
from parvis.records.openapi import Doors
from parvis.records.projection import View


@implement
def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="page",
            model="site.EditorialPage",
            path="pages",
            one=_("page"),
            many=_("pages"),
            iri="http://xmlns.com/foaf/0.1/Document",
        )
    ]


@implement
def search_fields(projection: dict[str, Any]) -> dict[str, Any]:
    return {"body": plain(projection.get("body"))} if projection["type"] == "page" else {}


@implement
def page_context(view: View, audience: Audience) -> dict[str, Any] | None:
    if view.type != "page":
        return None
    from parvis.site.texts import rich

    return {"body": rich(view.text("body"), headings=True)}


@implement
def machine_doors() -> list[Doors]:
    from parvis.site.api.openapi import DOORS

    return [DOORS]


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [
        ("send_digests", "parvis.site.follows.jobs.send_digests", 3_600),
        ("forget_unconfirmed", "parvis.site.follows.jobs.forget_unconfirmed", 86_400),
    ]


@implement
def preview(request: HttpRequest, view: View) -> HttpResponse:
    from parvis.site.pages.record import shown

    return shown(request, view, preview=True)
