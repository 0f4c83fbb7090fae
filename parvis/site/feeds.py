"""Atom feeds: of everything, of a type, of one record and its public answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from parvis.design.spoken import spoken
from parvis.design.text import capital
from parvis.records import feedback
from parvis.records.audience import audience_of
from parvis.records.finding import find
from parvis.records.models import Published
from parvis.records.past import past_of
from parvis.records.projection import View, public_views
from parvis.site import addresses, changes
from parvis.site.caching import public_page
from parvis.site.pages.lists import SEARCH_FACETS, question
from parvis.site.pages.record import kind_of, view_at
from parvis.site.queries import ListQuery, address, list_query
from parvis.site.texts import printable

ENTRIES = 30


@public_page
def everything(request: HttpRequest) -> HttpResponse:
    """With words or filters in its address: what changed among what a search finds."""
    query = list_query(request, SEARCH_FACETS)
    if query.text or query.filters:
        return of_search(request, query, {}, reverse("site:search"))
    title = _("%(site)s : ce qui change") % {"site": settings.PARVIS_SITE_NAME}
    return of_views(request, title, addresses.root(), latest(request, ""))


@public_page
def of_type(request: HttpRequest, path: str) -> HttpResponse:
    kind = kind_of(path)
    query = list_query(request, kind.facets)
    if query.text or query.filters:
        return of_search(request, query, {"type": [kind.name]}, addresses.list_path(kind.name))
    title = capital(kind.many)
    return of_views(request, title, addresses.list_path(kind.name), latest(request, kind.name))


def of_search(
    request: HttpRequest, query: ListQuery, fixed: dict[str, list[str]], page: str
) -> HttpResponse:
    """The records that a list or a search holds, the last changed first."""
    latest_first = replace(query, sort="updated", page=1)
    found = find(question(request, latest_first, fixed, ()))
    page = page + address(replace(query, sort="", page=1))
    title = _("Recherche : %(text)s") % {"text": query.text} if query.text else _("Recherche")
    return of_views(request, printable(title), page, public_views(found.rows, audience_of(request)))


def latest(request: HttpRequest, kind: str) -> list[View]:
    audience = audience_of(request)
    rows = Published.objects.visible(audience).order_by("-updated")
    return public_views((rows.filter(type=kind) if kind else rows)[:ENTRIES], audience)


def of_views(request: HttpRequest, title: str, page: str, views: Iterable[View]) -> HttpResponse:
    made = feed(request, title, page)
    for view in views:
        made.add_item(
            title=printable(view.title),
            link=addresses.absolute(addresses.record_path(view.type, view.slug)),
            description=printable(view.lead),
            unique_id=f"{identifier(view)}#{view.sequence}",
            pubdate=view.first_published,
            updateddate=view.updated,
        )
    return atom(made)


@public_page
def of_record(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """What changed in a record, in words, and what was answered about it."""
    view = view_at(request, path, slug)
    if isinstance(view, HttpResponse):
        return view
    page = addresses.record_path(view.type, view.slug)
    made = feed(request, printable(view.title), page)
    for step in past_of(view, audience_of(request), 0, ENTRIES):
        made.add_item(
            title=changes.headline(step),
            link=addresses.absolute(addresses.part_path(view.type, view.slug, "history")),
            description=printable("\n".join(changes.sentences(view.type, step))),
            unique_id=f"{identifier(view)}#{step.sequence}",
            pubdate=step.at,
            updateddate=step.at,
        )
    for one in feedback.answers(view.uuid, ENTRIES):
        made.add_item(
            title=_("Réponse à un message"),
            link=addresses.absolute(f"{page}#reponses"),
            description=printable(f"{one.text}\n\n{one.answer}"),
            unique_id=f"urn:uuid:{one.uuid}",
            pubdate=one.answered,
            updateddate=one.answered,
        )
    return atom(made)


def identifier(view: View) -> str:
    return addresses.absolute(addresses.identifier_path(view.type, view.slug))


def feed(request: HttpRequest, title: str, page: str) -> Atom1Feed:
    return Atom1Feed(
        title=title,
        link=addresses.absolute(page),
        description="",
        language=spoken(),
        feed_url=addresses.absolute(request.get_full_path()),
        author_name=settings.PARVIS_TERRITORY,
    )


def atom(made: Atom1Feed) -> HttpResponse:
    text = made.writeString("utf-8")
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
