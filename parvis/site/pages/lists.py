"""Lists of records, and the search over everything."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.design import territory
from parvis.design.maps import draw_map
from parvis.design.spoken import in_turn
from parvis.design.text import capital
from parvis.records import hooks
from parvis.records.audience import audience_of
from parvis.records.finding import Found, Line, find_lines, version
from parvis.records.kinds import RecordType
from parvis.records.search import SearchRequest
from parvis.records.search.query import BOX, Sort
from parvis.site import addresses, facets, parts
from parvis.site.caching import public_page
from parvis.site.queries import FURTHEST, PAGE_SIZE, ListQuery, address, list_query, past_the_end
from parvis.site.results import components, lines

SEARCH_FACETS = ("type", "organisation", "theme")


@public_page
def list_page(request: HttpRequest, path: str) -> HttpResponse:
    """`/<path>/`: the published records of one type, filtered, sorted, paged."""
    kind = addresses.kinds_by_path().get(path)
    if kind is None:
        raise Http404
    query = list_query(request, kind.facets)
    shown = facets.wanted(query, kind.facets)
    found = find_lines(question(request, query, {"type": [kind.name]}, shown))
    title = capital(kind.many)
    context = results(request, query, found, shown) | {
        "title": title,
        "kind": kind,
        "crumbs": [{"title": _("Accueil"), "url": addresses.root()}, {"title": title, "url": ""}],
        "feed": reverse("site:list_feed", args=[path]) + plain(query),
        "follow_url": follow_address(path, query),
        "downloads": downloads(query, kind.name),
        "contribute": contribution(kind.name),
        "nearest": [] if found.rows else near(query, everywhere=True),
        "box": query.filters.get(BOX, [""])[0] if "territory" in kind.facets else None,
        "draw_url": drawing_address(query, kind),
        "further": further(query, kind.facets, shown),
        "map": drawn(request, query, kind, title) if found.total else None,
        "robots": "noindex" if query.filters or query.text or query.every else "",
    }
    return HttpResponse(template(kind.name).render(context, request))


@cache
def template(kind: str) -> Any:
    """The template of a list: `<room>/<type>_list.html` where the room has one."""
    room = hooks.record_types()[kind].model.partition(".")[0]
    return select_template([f"{room}/{kind}_list.html", "site/list.html"])


@public_page
def search_page(request: HttpRequest) -> HttpResponse:
    """`/recherche?q=`: everything, with the type as first facet."""
    query = list_query(request, SEARCH_FACETS)
    found = find_lines(question(request, query, {}, SEARCH_FACETS))
    context = results(request, query, found, SEARCH_FACETS) | {
        "title": _("Recherche : %(text)s") % {"text": query.text} if query.text else _("Recherche"),
        "downloads": downloads(query, ""),
        "feed": reverse("site:feed") + plain(query),
        "follow_url": follow_address("", query) if query.text or query.filters else "",
        "robots": "noindex",
        "nearest": [] if found.rows else near(query),
    }
    return render(request, "site/search.html", context)


def question(
    request: HttpRequest,
    query: ListQuery,
    fixed: dict[str, list[str]],
    names: tuple[str, ...],
) -> SearchRequest:
    default: Sort = "relevance" if query.text else "updated"
    return SearchRequest(
        text=query.text,
        filters=query.filters | fixed,
        audience=audience_of(request),
        sort=query.sort or default,
        offset=query.offset,
        limit=PAGE_SIZE,
        facets=names,
    )


def drawn(
    request: HttpRequest, query: ListQuery, kind: RecordType, title: str
) -> dict[str, Any] | None:
    """The map above a list whose room gives places (hook `list_places`): `svg`, how many `shown`,
    the names of its `zones`. The list itself is the text of its points."""
    asked = question(request, query, {"type": [kind.name]}, ())
    places = hooks.first("list_places", kind=kind.name, question=asked)
    if not places:
        return None
    ground = [ring for area in territory.areas() for ring in area.rings]
    description = _("Les endroits de la liste qui suit.")
    picture = draw_map(places, title=title, description=description, heading="",
                       value_heading="", ground=ground, named=3)  # fmt: skip
    zones = in_turn(place.name for place in places if not place.point)
    return {"svg": picture.svg, "shown": len(places), "zones": zones}


def results(
    request: HttpRequest, query: ListQuery, found: Found[Line], names: tuple[str, ...]
) -> dict[str, Any]:
    """Context of a page of results: lines, facets, active filters, sort and pages."""
    pages = max(1, ceil(min(found.total, FURTHEST) / PAGE_SIZE))
    if query.page > pages:
        raise past_the_end(query.page, pages)
    beside, sentences = filters(request, query, found, names)
    return {
        "found": found,
        "list_query": query,
        "lines": lines(request, found.rows, mixed="type" in names),
        "beside": beside,
        "active": sentences,
        "without": address(ListQuery(text=query.text)),
        "pages": pages,
        "page_href": lambda page: address(replace(query, page=page)),
        "start": query.offset + 1,
        "sort_words": sort_words(query),
        "sorts": sorts(query),
        "suggestion_url": "?" + urlencode({"q": found.suggestion}) if found.suggestion else "",
    }


def filters(
    request: HttpRequest, query: ListQuery, found: Found[Line], names: tuple[str, ...]
) -> tuple[Markup, list[dict[str, str]]]:
    """The filters with their counts, as HTML, and those in force as sentences.

    The same on every page of a list, where they are half of what there is to make: kept.
    """

    def make() -> tuple[Markup, list[dict[str, str]]]:
        groups, sentences = facets.groups(query, found.facets, names, request, found.total)
        return components().facets(groups), sentences

    if query.text:  # seldom asked twice
        return make()
    chosen = tuple((name, tuple(values)) for name, values in sorted(query.filters.items()))
    key = ("filters", version(), names, chosen, query.sort, query.every)
    return parts.part(request, key, make)


def drawing_address(query: ListQuery, kind: RecordType) -> str:
    """Where the area of a list is drawn on a map; "" without a map of the territory."""
    if "territory" not in kind.facets or not territory.areas():
        return ""
    rest = address(replace(query, page=1)).removeprefix("?")
    return reverse("site:zone") + f"?liste={kind.path}" + (f"&{rest}" if rest else "")


def further(
    query: ListQuery, names: tuple[str, ...], shown: tuple[str, ...]
) -> dict[str, str] | None:
    """The way to the filters that a page does not show, or back; None when there are no more."""
    if len(names) <= facets.FIRST or (len(shown) == len(names) and not query.every):
        return None
    url = address(replace(query, every=not query.every, page=1)) + "#filters"
    return {"title": _("Moins de filtres") if query.every else _("Plus de filtres"), "url": url}


def plain(query: ListQuery) -> str:
    """The query string of what a list holds, whatever its order and page; "" for all of it."""
    text = address(replace(query, sort="", page=1, every=False))
    return "" if text == "?" else text


def follow_address(path: str, query: ListQuery) -> str:
    """Where a signed-in person follows a list or a search by e-mail."""
    pairs = {"liste": path} if path else {"recherche": "1"}
    rest = plain(query).removeprefix("?")
    return reverse("site:follow") + "?" + urlencode(pairs) + (f"&{rest}" if rest else "")


def sort_words(query: ListQuery) -> str:
    chosen = query.sort or ("relevance" if query.text else "updated")
    return {
        "relevance": _("du plus proche de vos mots au plus lointain"),
        "updated": _("du plus récemment modifié au plus ancien"),
        "title": _("par titre, de A à Z"),
    }[chosen]


def sorts(query: ListQuery) -> list[dict[str, str]]:
    words: dict[Sort, str] = {"updated": _("les plus récents d’abord"), "title": _("par titre")}
    if query.text:
        words["relevance"] = _("par pertinence")
    return [
        {"title": title, "url": address(replace(query, sort=name, page=1))}
        for name, title in words.items()
        if name != (query.sort or ("relevance" if query.text else "updated"))
    ]


def downloads(query: ListQuery, kind: str) -> list[dict[str, str]]:
    """The same list for a spreadsheet or a program."""
    pairs = [("type", kind)] if kind else []
    pairs += [("q", query.text)] if query.text else []
    pairs += [(name, v) for name in sorted(query.filters) for v in sorted(query.filters[name])]
    query_string = "?" + urlencode(pairs)
    return [
        {"title": "CSV", "url": reverse("records_csv") + query_string},
        {"title": "JSON", "url": reverse("records") + query_string},
    ]


def contribution(kind: str) -> dict[str, str] | None:
    """The form by which anyone adds to a list; None for most."""
    if kind == "reuse":
        return {"title": _("Déclarer une réutilisation"), "url": reverse("site:reuse_form")}
    if kind == "request":
        return {"title": _("Demander des données"), "url": reverse("site:request_form")}
    return None


def near(query: ListQuery, *, everywhere: bool = False) -> list[dict[str, str]]:
    """Where to go when nothing was found: the same without filters, `everywhere`, the lists."""
    links = []
    if query.filters:
        links.append({"title": _("Sans les filtres"), "url": address(ListQuery(text=query.text))})
    if query.text and everywhere:
        whole = reverse("site:search") + "?" + urlencode({"q": query.text})
        links.append({"title": _("Ces mots dans tout le site"), "url": whole})
    links.append({"title": _("Demander des données"), "url": reverse("site:request_form")})
    here = [kind for kind in hooks.record_types().values() if kind.path]
    return links + [
        {"title": capital(kind.many), "url": addresses.list_path(kind.name)} for kind in here
    ]
