"""A sheet of paper as PDF, and what is answered where none can be made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from parvis.design.errors import Explanation, problem
from parvis.design.printing import Busy, NoPrinter, printed

TEMPLATE = "design/paper.html"
TYPE = "application/pdf"


def pdf(
    request: HttpRequest, context: Mapping[str, Any], name: str, template: str = TEMPLATE
) -> HttpResponse:
    """`context`: `title`, `lang`, `parts` (heading, sentences, items), `last`; or what a template
    that extends `design/paper.html` needs. 503 with what to do where no PDF can be made."""
    page = render_to_string(template, dict(context), request)
    try:
        body = printed(page)
    except Busy:
        return unprinted(request, _("Beaucoup de feuilles s’impriment en ce moment"), "")
    except NoPrinter as missing:
        why = _("Il lui manque des paquets : %(packages)s.") % {"packages": missing}
        return unprinted(request, _("Cette machine ne sait pas faire de PDF"), why)
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def unprinted(request: HttpRequest, title: str, why: str) -> HttpResponse:
    mend = _("Imprimez la page elle-même : elle dit la même chose.")
    response = problem(request, 503, Explanation(title, why, "", mend))
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response
