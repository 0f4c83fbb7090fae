"""The rows of a data set: a table, a chart, a map, the columns, the versions; each version too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parvis.catalogue import access
from parvis.catalogue.explore.asked import ClauseProblem
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.grants import asking
from parvis.catalogue.grants import words as grants
from parvis.catalogue.rows import (
    asked,
    chart,
    columns,
    editions,
    filters,
    keys,
    links,
    profiles,
    table,
    versions,
)
from parvis.catalogue.rows.asked import Asked
from parvis.catalogue.rows.columns import Described
from parvis.catalogue.rows.source import GivenRows
from parvis.design.errors import Explanation, Missing, Refused, problem
from parvis.design.tongue import tongue
from parvis.lake import rows as lake
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.problems import QueryProblem
from parvis.records import projection
from parvis.site import addresses
from parvis.site.caching import View, public_page
from parvis.site.pages.record import crumbs, view_at
from parvis.site.queries import LAST_PAGE, integer, past_the_end

BUSY = 503


@dataclass(frozen=True)
class Opened:
    """Rows that may be shown, as one page asks them; `version` names one that stays."""

    view: projection.View
    source: GivenRows
    known: list[Described]
    ask: Asked
    version: str

    @property
    def root(self) -> str:
        return rows_path(self.view, self.version)


def rows_path(view: projection.View, version: str = "") -> str:
    own = f"{addresses.record_path(view.type, view.slug)}donnees/"
    return f"{own}versions/{version}/" if version else own


def page_of_rows(page: Callable[..., HttpResponse]) -> View:
    """A page about rows that may be shown, whose refusals are pages too, each with its status."""

    @public_page
    @wraps(page)
    def answer(request: HttpRequest, slug: str, version: str = "", **parts: str) -> HttpResponse:
        try:
            found = opened(request, slug, version)
            return found if isinstance(found, HttpResponse) else page(request, found, **parts)
        except ExploreProblem as told:
            raise refused(told.sentence(_)) from told
        except ClauseProblem as told:
            raise refused(f"{told.clause} : {told.problem.sentence(_)}") from told
        except QueryProblem as told:
            raise refused(told.sentence(_)) from told
        except EngineProblem as told:
            return failed(request, told)

    return answer


def refused(sentence: str) -> Refused:
    title = _("Cette adresse contient une valeur que nous ne comprenons pas")
    return Refused(title, sentence, "", _("Corrigez l’adresse, ou repartez de toutes les lignes."))


def failed(request: HttpRequest, told: EngineProblem) -> HttpResponse:
    """The engine had not the time, the memory or the file that this view takes."""
    title = _("Cette vue des données ne peut pas être montrée maintenant")
    status = 400 if told.code == "value" else BUSY
    response = problem(request, status, Explanation(title, told.sentence(_)))
    if status == BUSY:
        response["Retry-After"] = str(told.wait)
    return response


def opened(request: HttpRequest, slug: str, version: str) -> Opened | HttpResponse:
    """Raises Missing where there are no rows for who asks, or no such version."""
    view = view_at(request, "donnees", slug)
    if isinstance(view, HttpResponse):
        return view
    kept = editions.named(view.uuid, version) if version else lake.current(view.uuid)
    if kept is None and not access.open_to_all(view.content):
        raise absent(asking.Closed("closed").sentence(_))
    if kept is None and version:
        raise absent(_("Aucune version publiée ne porte ce nom : la page des versions les donne."))
    if kept is None:
        raise absent(_("Elles ne sont pas servies ici : leur fiche dit où les avoir."))
    try:
        source = GivenRows(kept, asking.policy(request, view.uuid, view.content, kept))
    except asking.Closed as problem:
        raise absent(problem.sentence(_)) from problem
    return Opened(view, source, columns.columns(view, source), asked.read(request.GET), version)


def absent(why: str) -> Missing:
    return Missing(_("Ces lignes ne se lisent pas ici"), why)


@page_of_rows
def rows_page(request: HttpRequest, found: Opened) -> HttpResponse:
    """`/donnees/<slug>/donnees/`: the rows as a table; of one version under `versions/<name>/`.
    Rows that are told in groups only are a chart."""
    if found.source.policy.grouped_only:
        return redirect(f"{found.root}graphique/")
    made = table.table(found.source, found.known, found.ask)
    if found.ask.page > made.pages:
        raise past_the_end(found.ask.page, made.pages)
    context = around(found, "rows", _("Lignes : %(title)s")) | filtering(found) | {
        "table": made,
        "sort_words": table.sort_words(found.known, found.ask),
        "sorts": table.sorts(found.known, found.ask),
        "page_href": lambda number: replace(found.ask, page=number).address(),
        "every_url": replace(found.ask, every=not found.ask.every, page=1).address(),
        "reach": table.REACH,
    }  # fmt: skip
    return render(request, "catalogue/rows/table.html", context)


@page_of_rows
def chart_page(request: HttpRequest, found: Opened) -> HttpResponse:
    """`…/graphique/`: rows grouped by a column, as a picture, in words and as a table."""
    chosen = chart.read(request.GET, found.source, found.known)
    made = drawn(found, chosen) if chosen else None
    context = around(found, "chart", _("Graphique : %(title)s"), made) | filtering(found) | {
        "chart": made,
        "groupable": [(one.name, one.title) for one in chart.groupable(found.known)],
        "calculations": chart.calculations(),
        "measures": [("", "–"), *((one.name, one.heading) for one in found.known if one.numeric)],
    }  # fmt: skip
    return render(request, "catalogue/rows/chart.html", context)


def drawn(found: Opened, chosen: chart.Choice) -> chart.Chart:
    """A calculation that does not suit its column is a refusal of `calc`."""
    try:
        return chart.chart(found.source, found.ask, chosen)
    except QueryProblem as told:
        raise ClauseProblem("calc", told) from told


@page_of_rows
def columns_page(request: HttpRequest, found: Opened) -> HttpResponse:
    """`…/colonnes/`: what each column says and holds."""
    page, pages = paged(request, len(found.known), profiles.A_PAGE)
    here = found.known[(page - 1) * profiles.A_PAGE : page * profiles.A_PAGE]
    rows = found.source.count
    headings, lines = profiles.table(found.view, here, rows)
    context = around(found, "columns", _("Colonnes : %(title)s")) | {
        "count_words": profiles.count_words(found.known, rows),
        "key_words": key_words(found),
        "headings": headings,
        "lines": lines,
        "page": page,
        "pages": pages,
        "page_href": lambda number: f"?page={number}",
    }
    return render(request, "catalogue/rows/columns.html", context)


def key_words(found: Opened) -> str:
    """Of the rows that are read today: a version before may have had another key."""
    if found.version:
        return ""
    return profiles.key_words(keys.kept(found.view.uuid), found.known)


@page_of_rows
def versions_page(request: HttpRequest, found: Opened) -> HttpResponse:
    """`…/versions/`: every version that was published, with its own address."""
    every = editions.of(found.view.uuid)
    page, pages = paged(request, every.count(), versions.A_PAGE)
    here = every[(page - 1) * versions.A_PAGE : page * versions.A_PAGE]
    context = around(found, "versions", _("Versions : %(title)s")) | {
        "versions": [
            versions.told(one, found.source.version, counted=found.source.policy.public)
            for one in here
        ],
        "page": page,
        "pages": pages,
        "page_href": lambda number: f"?page={number}",
    }
    return render(request, "catalogue/rows/versions.html", context)


def paged(request: HttpRequest, count: int, size: int) -> tuple[int, int]:
    """The page that is asked of so many things, and how many pages there are."""
    page, pages = integer(request.GET, "page", 1, LAST_PAGE, 1), max(1, ceil(count / size))
    if page > pages:
        raise past_the_end(page, pages)
    return page, pages


def around(
    found: Opened, current: str, title: str, made: chart.Chart | None = None
) -> dict[str, Any]:
    """What every page of rows has: where one is, the pages beside, the files of this very view."""
    view, version = found.view, found.source.version
    named = title % {"title": view.title}
    trail = crumbs(view.kind)
    trail.append(view.link(addresses.record_path(view.type, view.slug)))
    if current != "rows" or found.version:
        trail.append({"title": _("Lignes"), "url": rows_path(view)})
    own = addresses.absolute(addresses.in_french(rows_path(view, editions.short(version))))
    return {
        "title": named,
        "view": view,
        "title_lang": view.lang("title"),
        "spoken": view.lang(),
        "crumbs": [*trail, {"title": tongue(named, [view.title], view.lang("title")), "url": ""}],
        "beside": beside(found, current),
        "ask": found.ask,
        "version": version,
        "pinned": found.version,
        "rule": grants.rule(found.source.policy),
        "cite": own,
        "chosen_pairs": made.choice.pairs() if made else [],
        "links": links.links(
            view.slug, found.source, found.ask.written(found.source.schema), found.version
        ),
        "robots": "noindex",
    }


def beside(found: Opened, current: str) -> list[dict[str, Any]]:
    """The pages of the same rows; a filter is kept from one to the other."""
    same = replace(found.ask, page=1).address() if found.ask.filtered or found.ask.sort else ""
    told = [("rows", _("Tableau"), "", same), ("chart", _("Graphique"), "graphique/", same)]
    if found.source.policy.grouped_only:
        told = told[1:]
    elif found.source.place():
        told.append(("map", _("Carte"), "carte/", same))
    told.append(("columns", _("Colonnes"), "colonnes/", ""))
    listed = [
        {"title": title, "url": found.root + path + query, "current": name == current}
        for name, title, path, query in told
    ]
    versions_url = f"{rows_path(found.view)}versions/"
    return [
        *listed,
        {"title": _("Versions"), "url": versions_url, "current": current == "versions"},
    ]


def filtering(found: Opened) -> dict[str, Any]:
    """The filters of a page, their counts, and those in force."""
    ask, source = found.ask, found.source
    return {
        "groups": filters.groups(found.view, source, found.known, ask),
        "active": filters.active(source, found.known, ask),
        "without": "?",
        "ranges": filters.ranges(found.known, ask),
        "more": filters.more(found.known),
        "more_url": replace(ask, further=not ask.further, page=1).address() + "#filters",
    }
