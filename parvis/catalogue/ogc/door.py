"""The door of every path under /ogc/: JSON or a page from one route, refusals as RFC 9457 has
them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.catalogue.doors import Door, position, status_of
from parvis.catalogue.explore.answers import pairs
from parvis.catalogue.explore.asked import ClauseProblem, shown
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.ogc.asked import check
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.problems import QueryProblem

ROOT = "/ogc"
JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
MVT = "application/vnd.mapbox-vector-tile"
SCHEMA, OPENAPI = "application/schema+json", "application/vnd.oai.openapi+json;version=3.0"
FORMS = ("json", "html")
FILTER = "filter"  # what is a condition everywhere else
Plain = dict[str, Any]


def language(request: HttpRequest) -> str:
    """By `lang`, else by the browser's wish, else French."""
    ours = [code for code, _name in settings.LANGUAGES]
    lang = request.GET.get("lang", "")
    return lang if lang in ours else translation.get_language_from_request(request).split("-")[0]


def refused(request: HttpRequest, problem: Exception) -> HttpResponse:
    """A page for who reads pages."""
    said: Plain = {}
    if isinstance(problem, OgcProblem):
        status, sentence = problem.status, problem.sentence(_)
    elif isinstance(problem, ExploreProblem):
        status, sentence = problem.status[0], problem.sentence(_)
    elif isinstance(problem, ClauseProblem):
        name = FILTER if problem.clause == "where" else problem.clause
        status, sentence = 400, f"{name} : {problem.problem.sentence(_)}"
        said = {"parameter": name, **position(problem.problem)}
    elif isinstance(problem, QueryProblem):
        status, sentence, said = 400, problem.sentence(_), dict(position(problem))
    else:
        assert isinstance(problem, EngineProblem)
        status, sentence = status_of(problem), problem.sentence(_)
    if wanted(request) == "html":
        page = {"title": _("Cette demande n’a pas de réponse"), "lead": sentence,
                "crumbs": [{"title": "OGC API", "url": f"{ROOT}/?f=html"}]}  # fmt: skip
        return render(request, "catalogue/ogc.html", page | {"robots": "noindex"}, status=status)
    body = {"type": "about:blank", "status": status, "detail": sentence, **said}
    return JsonResponse(body, status=status, content_type="application/problem+json")


door = Door(
    check,
    refused,
    (OgcProblem, ClauseProblem, ExploreProblem),
    lambda: OgcProblem("method"),
    language,
    ("Accept", "Accept-Language"),
)


def form(request: HttpRequest) -> str:
    """`json` or `html`. Raises OgcProblem for another `f`."""
    said = request.GET.get("f", "")
    if said and said not in FORMS:
        raise OgcProblem("choice", field="f", value=shown(said), known=", ".join(FORMS))
    return wanted(request)


def wanted(request: HttpRequest) -> str:
    """By `f`, else by what `Accept` prefers, else JSON."""
    if (said := request.GET.get("f")) in FORMS:
        return str(said)
    return "html" if request.get_preferred_type([GEOJSON, JSON, HTML]) == HTML else "json"


def paged(request: HttpRequest) -> bool:
    """Whether the answer is a page, a refusal too."""
    return wanted(request) == "html"


def link(
    rel: str, path: str, media: str, title: str = "", query: Sequence[tuple[str, str]] = ()
) -> Plain:
    """`path` under /ogc, or an address of its own."""
    asked = f"?{urlencode(query)}" if query else ""
    href = path if "://" in path else f"{settings.PARVIS_BASE_URL}{path}"
    told = {"rel": rel, "type": media, "href": f"{href}{asked}"}
    return told | {"title": title} if title else told


def itself(request: HttpRequest, media: str = JSON) -> list[Plain]:
    """This answer, and the same in the other form."""
    own = form(request)
    around = pairs(request, "f")
    words = {"json": _("Ce document en JSON"), "html": _("Cette page")}
    media_of = {"json": media, "html": HTML}
    return [
        link("self" if one == own else "alternate", request.path, media_of[one], words[one],
             [*around, ("f", one)])
        for one in FORMS
    ]  # fmt: skip


def told(
    request: HttpRequest, body: Plain, page: Plain | Callable[[], Plain], media: str = JSON,
    robots: str = "",
) -> HttpResponse:  # fmt: skip
    """The answer in the form that is asked; `page`: what the template shows of it, or what makes it
    where that takes time."""
    if form(request) == "json":
        return JsonResponse(body, content_type=media, json_dumps_params={"ensure_ascii": False})
    context = (page() if callable(page) else page) | {
        "links": [  # a template is no address
            one
            for one in body.get("links", ())
            if one["rel"] != "self" and not one.get("templated")
        ],
        "languages": [
            {"code": code, "name": translation.get_language_info(code)["name_local"],
             "url": f"{request.path}?{urlencode([*pairs(request, 'lang'), ('lang', code)])}"}
            for code, _name in settings.LANGUAGES
            if code != translation.get_language()
        ],
        "robots": robots,
    }  # fmt: skip
    return render(request, "catalogue/ogc.html", context)
