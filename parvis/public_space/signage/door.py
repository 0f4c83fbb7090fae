"""`/capteurs/<slug>/panneau.svg` and `.pdf`: the sign of a published device, ready to print;
`/panneaux/<slug>/panneau.svg` and `.pdf`: that of all the devices that a sign announces.

`?format=a4|a6&langue=fr|en`. Made from what the one who asks may see; a PDF is kept a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.design.errors import Explanation, Refused, problem
from parvis.design.printing import Busy, NoPrinter
from parvis.public_space.signage.words import sign_of, sign_of_several
from parvis.public_space.signs import draw, layout, pdf
from parvis.public_space.signs.sign import FORMATS, Format, Sign
from parvis.records.audience import audience_of
from parvis.records.projection import View, public_view

TYPES = {"svg": "image/svg+xml", "pdf": "application/pdf"}
LANGUAGES = ("fr", "en")
KEPT = 24 * 3600  # seconds


@require_safe
def sign(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """`form` is one of TYPES."""
    view = public_view(f"device/{slug}", audience_of(request))
    if view is None:
        raise Http404
    return sent(request, view, form, lambda language: sign_of(view, language))


@require_safe
def sign_of_all(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The sheet of a sign; 404 of one that announces a single device, which has its own."""
    audience = audience_of(request)
    view = public_view(f"sign/{slug}", audience)
    short = view.content.get("short") if view else ""
    views = [one for key in announced(view) if (one := public_view(key, audience))] if view else []
    if view is None or not short or not views:
        raise Http404
    return sent(request, view, form, lambda language: sign_of_several(short, views, language))


def announced(view: View) -> list[str]:
    """The keys of the devices that a sign shows, by their titles."""
    shown = [one for one in view.neighbours if one.predicate.name == "shows" and one.forward]
    return [f"device/{one.slug}" for one in sorted(shown, key=lambda one: one.title)]


def sent(request: HttpRequest, view: View, form: str, make: Callable[[str], Sign]) -> HttpResponse:
    """In the format and language asked for. What was printed already is not made again."""
    sheet = FORMATS[chosen(request, "format", tuple(FORMATS))]
    made = make(chosen(request, "langue", LANGUAGES))
    drawn = hashlib.sha256(repr(made).encode()).hexdigest()[:16]  # words change with releases
    tag = f'"{view.sequence}-{drawn}-{sheet.name}-{form}"'
    unchanged = get_conditional_response(request, etag=tag)
    response = unchanged or answered(request, view, made, sheet, form, tag)
    if response.status_code < 400:
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache" if view.content["circle"] else "no-cache"
    return response


def chosen(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    """A parameter, the first of those known by default. Raise Refused."""
    asked = request.GET.get(name, known[0]).lower()
    if asked not in known:
        raise Refused(
            _("Ce panneau n’existe pas sous cette forme"),
            _("« %(name)s » vaut « %(value)s ».") % {"name": name, "value": asked[:40]},
            "",
            _("Choisissez : %(known)s.") % {"known": ", ".join(known)},
        )
    return asked


def answered(
    request: HttpRequest, view: View, made: Sign, sheet: Format, form: str, tag: str
) -> HttpResponse:
    page = layout.laid(made, sheet)
    try:
        body = draw.svg(made, page).encode() if form == "svg" else printed(made, page, tag)
    except NoPrinter as missing:
        return unprinted(request, str(missing))
    except Busy:
        return busy(request)
    response = HttpResponse(body, content_type=TYPES[form])
    name = f"panneau-{view.slug}-{sheet.name}.{form}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def printed(made: Sign, page: layout.Page, tag: str) -> bytes:
    """The PDF, from the shared cache when it was made today."""
    key = f"sign:{tag}:{made.url}"
    kept: bytes | None = cache.get(key)
    if kept is not None:
        return kept
    body = pdf.pdf(made, page)
    cache.set(key, body, KEPT)
    return body


def unprinted(request: HttpRequest, packages: str) -> HttpResponse:
    """503: this machine makes no PDF; the drawing is there."""
    drawing = request.build_absolute_uri().replace("panneau.pdf", "panneau.svg")
    return problem(
        request,
        503,
        Explanation(
            _("Cette machine ne sait pas faire de PDF"),
            _("Il lui manque des paquets : %(packages)s.") % {"packages": packages},
            "",
            _("Imprimez le dessin, qui dit la même chose, ou prévenez qui tient le portail."),
            ({"title": _("Ouvrir le dessin (SVG)"), "url": drawing},),
        ),
    )


def busy(request: HttpRequest) -> HttpResponse:
    response = problem(
        request,
        503,
        Explanation(
            _("Beaucoup de panneaux s’impriment en ce moment"),
            "",
            "",
            _("Recommencez dans une minute."),
        ),
    )
    response["Retry-After"] = "60"
    return response
