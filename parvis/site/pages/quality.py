"""How well the public catalogue is described: what is missing most, and what to do."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.catalogue.assessment import words
from parvis.catalogue.models import CatalogueQuality
from parvis.design.spoken import spoken
from parvis.records import exchange
from parvis.site import addresses
from parvis.site.caching import public_page
from parvis.site.pages.record import crumbs, kind_of


@public_page
def quality_page(request: HttpRequest) -> HttpResponse:
    """`/donnees/qualite/`: the counts that the last look at the catalogue kept."""
    row = CatalogueQuality.objects.order_by("-day").first()
    title = _("Qualité des descriptions")
    context: dict[str, Any] = {
        "title": title,
        "crumbs": crumbs(kind_of("donnees"), title),
        "quality": None,
    }
    if row is not None and row.sets:
        context["quality"] = words.context(row, words.late_today(), spoken())
        context["list_url"] = addresses.list_path("dataset")
    return render(request, "catalogue/quality.html", context)


@public_page
def quality_csv(request: HttpRequest) -> HttpResponse:
    """`/donnees/qualite/criteres.csv`: one row a criterion, of both grids."""
    row = CatalogueQuality.objects.order_by("-day").first()
    if row is None:
        raise Http404
    lines = exchange.write(words.COLUMNS, words.rows(row, words.late_today()))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="qualite.csv"'
    return response
