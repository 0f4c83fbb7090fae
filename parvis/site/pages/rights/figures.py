"""`/droits/chiffres/`: how requests are answered, for everyone; the same as JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.design.spoken import figure
from parvis.records.entitlements import Right
from parvis.rights import numbers, words
from parvis.rights.numbers import Year
from parvis.rights.requests import counting
from parvis.site.pages.record import crumbs, kind_of
from parvis.site.pages.rights.ask import PATH

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
COUNTS = ("received", "answered", "in_time", "extended", "refused")


def count(value: int) -> str:
    """A count in words; a masked one says so."""
    return _("non dit") if value == numbers.MASKED else figure(value)


def days(value: float | None) -> str:
    return "–" if value is None else figure(value)


@require_safe
def figures_page(request: HttpRequest, figures: str) -> HttpResponse:
    told = counting.published()
    found = told.years
    title = _("Comment nous répondons aux demandes de droits")
    table = [
        [str(one.year), *(count(getattr(one, name)) for name in COUNTS), days(one.median_days)]
        for one in found
    ]
    latest = found[0] if found else None
    rights, refusals = (latest.by_right, latest.by_refusal) if latest else ({}, {})
    context = {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "rows": table,
        "day": told.day,
        "year": str(latest.year) if latest else "",
        "rights": [[str(words.NAMES[Right(name)]), count(n)] for name, n in sorted(rights.items())],
        "refusals": [
            [counting.refusal_words(name), count(n)] for name, n in sorted(refusals.items())
        ],
        "downloads": [
            {"title": form.upper(), "url": reverse("site:right_figures_data", args=[form])}
            for form in FORMS
        ],
    }  # fmt: skip
    return render(request, "rights/figures.html", context)


@require_safe
def figures_data(request: HttpRequest, form: str, figures: str) -> HttpResponse:
    """`/droits/chiffres.json`, `/droits/chiffres.csv`: -1 is a count that is not told."""
    if form not in FORMS:
        raise Http404
    told = counting.published()
    found = [as_json(one) for one in told.years]
    if form == "json":
        said = {"day": told.day.isoformat(), "masked": numbers.MASKED, "years": found}
        content = json.dumps(said, ensure_ascii=False)
        return HttpResponse(content, content_type=FORMS[form])
    out = io.StringIO()
    names = ("year", *COUNTS, "median_days")
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(found)
    return HttpResponse(out.getvalue(), content_type=FORMS[form])


def as_json(one: Year) -> dict[str, Any]:
    return vars(one) | {"by_right": dict(one.by_right), "by_refusal": dict(one.by_refusal)}
