"""The page of one record: what it is, who answers, what it is tied to, what one can do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, select_template
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.design import graphs
from parvis.design.jinja import date_words
from parvis.design.text import capital
from parvis.design.tongue import tongue
from parvis.records import feedback, hooks
from parvis.records.audience import audience_of
from parvis.records.kinds import RecordType
from parvis.records.models import Attachment, Feedback
from parvis.records.projection import Neighbour, View, for_reader, lang_of, of_each_sort, translated
from parvis.site import addresses, parts, schema, texts
from parvis.site.absent import absent
from parvis.site.caching import public_page

TIES_SHOWN = 12
ANSWERS_SHOWN = 5
# said elsewhere on the page, or not for people
TOLD = frozenset({
    "type", "uuid", "slug", "title", "summary", "plain_summary", "circle", "organisation", "links",
    "language", "translations", "hidden", "review_on", "body",
})  # fmt: skip


@public_page
def record_page(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """`/<path>/<slug>/`."""
    kind = kind_of(path)
    if kind.name == addresses.PAGE:
        return redirect(addresses.record_path(kind.name, slug), permanent=True)
    view = parts.view(request, f"{kind.name}/{slug}")
    return absent(request, kind.name, slug) if view is None else shown(request, view)


def kind_of(path: str) -> RecordType:
    kind = addresses.kinds_by_path().get(path)
    if kind is None:
        raise Http404
    return kind


def view_at(request: HttpRequest, path: str, slug: str) -> View | HttpResponse:
    """The record that a page is about, or the answer that says why there is none."""
    kind = kind_of(path)
    view = parts.view(request, f"{kind.name}/{slug}")
    return absent(request, kind.name, slug) if view is None else view


def shown(request: HttpRequest, view: View, *, preview: bool = False) -> HttpResponse:
    """The answer with the page of a view; `preview` for a draft, which has no other page yet."""
    context = page_context(request, view) | {"preview": preview}
    if preview:
        context |= {"robots": "noindex", "feed": ""}
    return HttpResponse(template(view.type).render(context, request))


@cache
def template(kind: str) -> Any:
    """The template of a type: `<room>/<type>.html` where the room has one."""
    room = hooks.record_types()[kind].model.partition(".")[0]
    return select_template([f"{room}/{kind}.html", "site/record.html"])


@public_page
def whole_page(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """`/<path>/<slug>/fiche/`: every field of a record whose own page tells only what people look
    for first; for the types whose room has `<room>/<type>_whole.html`."""
    view = view_at(request, path, slug)
    if isinstance(view, HttpResponse):
        return view
    whole = template_of_whole(view.type)
    if whole is None:
        raise Http404
    own = addresses.record_path(view.type, view.slug)
    title = _("Le détail de la fiche")
    context = page_context(request, view) | {
        "title": title + _(" : ") + view.title,
        "title_lang": "",
        "crumbs": [
            *crumbs(view.kind),
            view.link(own),
            {"title": title, "url": ""},
        ],
        "own_url": own,
    }
    return HttpResponse(whole.render(context, request))


@cache
def template_of_whole(kind: str) -> Any:
    room = hooks.record_types()[kind].model.partition(".")[0]
    try:
        return get_template(f"{room}/{kind}_whole.html")
    except TemplateDoesNotExist:
        return None


def page_context(request: HttpRequest, view: View) -> dict[str, Any]:
    audience = audience_of(request)
    kind = view.kind
    name = (view.type, view.slug)
    ties = for_reader(of_each_sort(view.neighbours, TIES_SHOWN))
    identifier = addresses.identifier_path(*name)
    context = {
        "view": view,
        "kind": kind,
        "title": view.title,
        "title_lang": view.lang("title"),
        "description": view.lead,
        "crumbs": [*crumbs(kind), view.link("")],
        "facts": facts(view),
        "summary": texts.rich(view.text("summary")),
        "tie_sentences": sentences(ties),
        "ties_total": len(view.neighbours),
        "graph": drawing(view, ties),
        "attachments": attachments(request, view),
        "answers": answers(request, view),
        "review_passed": review_passed(view),
        "identifier": addresses.absolute(identifier),
        "identifier_path": identifier,
        "schema": texts.script_data(schema.of(view)),
        "feed": addresses.part_path(*name, "record_feed"),
        "history_url": addresses.part_path(*name, "history"),
        "follow_url": f"{addresses.root()}mes-suivis/nouveau/?fiche={view.key}",
        "ties_url": addresses.part_path(*name, "ties"),
        "whole_url": addresses.part_path(*name, "whole"),
        "signal_url": addresses.part_path(*name, "signal"),
    }
    return context | (hooks.first("page_context", view=view, audience=audience) or {})


def crumbs(kind: RecordType, title: str = "") -> list[dict[str, str]]:
    trail = [
        {"title": _("Accueil"), "url": addresses.root()},
        {"title": capital(kind.many), "url": addresses.list_path(kind.name)},
    ]
    return [*trail, {"title": title, "url": ""}] if title else trail


def facts(view: View) -> list[dict[str, Any]]:
    """Who answers first, then what the room says, else the plain public fields, then when."""
    found: list[dict[str, Any]] = []
    if view.organisation:
        url = addresses.record_path("organisation", view.organisation.slug)
        said = view.organisation.content
        named = {"value": translated(said, "title"), "lang": lang_of(said, "title")}
        found.append({"term": _("Qui en répond"), "url": url} | named)
    told = hooks.first("facts", view=view)
    found += plain_facts(view) if told is None else in_tongue(view, told)
    found.append({"term": _("Publiée ici"), "value": date_words(view.first_published)})
    if view.updated != view.first_published:
        found.append({"term": _("Modifiée"), "value": date_words(view.updated)})
    return found


def in_tongue(view: View, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a room says of a record, its own words with their language."""
    own, lang = view.own(), view.lang()
    if not own:
        return told
    return [
        fact | {name: tongue(fact[name], own, lang) for name in ("value", "help")
                if isinstance(fact.get(name), str) and not fact.get("lang")}
        for fact in told
    ]  # fmt: skip


def plain_facts(view: View) -> list[dict[str, Any]]:
    """The public fields that fit on a line, under the names the model gives them."""
    found = []
    for name, value in view.content.items():
        if name in TOLD or (isinstance(value, list | dict) and not value):
            continue
        said = view.text(name) if isinstance(value, str) else value
        words = texts.words(view.type, name, said)
        if words and len(words) <= 300:
            url = said if isinstance(said, str) and said.startswith(("https://", "http://")) else ""
            term = capital(texts.label(view.type, name))
            verbatim = words == value or (isinstance(value, list) and told_as_is(value, words))
            lang = view.lang(name) if verbatim and not url else ""
            found.append({"term": term, "value": words, "url": url, "lang": lang})
    return found


def told_as_is(values: list[Any], words: str) -> bool:
    """Whether a list is shown in its own words, rather than in ours."""
    return all(isinstance(one, str) and one in words for one in values)


def sentences(neighbours: Sequence[Neighbour]) -> list[dict[str, Any]]:
    return [
        {
            "before": capital(one.sentence),
            "title": one.title,
            "lang": one.lang,
            "url": addresses.record_path(one.type, one.slug),
            "after": ended(one.until),
            "since": one.since,
        }
        for one in neighbours
    ]


def ended(until: dt.date | None) -> str:
    return _("jusqu’au %(date)s") % {"date": date_words(until)} if until else ""


def drawing(view: View, shown: Sequence[Neighbour]) -> Any:
    """The small graph beside the sentences; None when nothing is tied."""
    if not shown:
        return None
    known = hooks.record_types()
    ties = [
        graphs.Tie(
            one.sentence,
            one.title,
            str(known[one.type].one) if one.type in known else one.type,
            addresses.record_path(one.type, one.slug),
            incoming=not one.forward,
            lang=one.lang,
        )
        for one in shown
    ]
    return graphs.draw_graph(
        view.title,
        ties,
        title=_("Ce à quoi cette fiche est liée"),
        description=_("La liste numérotée qui suit dit la même chose en phrases."),
        lang=view.lang("title"),
    )


def answers(request: HttpRequest, view: View) -> list[Feedback]:
    """The last public answers; no query where no visitor ever had one."""
    if not parts.may_have(request, "answers", view.uuid, answered):
        return []
    return feedback.answers(view.uuid, ANSWERS_SHOWN)


def answered() -> QuerySet[Feedback, UUID]:
    told = Feedback.objects.filter(state=Feedback.State.ANSWERED).order_by()
    return told.values_list("record", flat=True)


def attachments(request: HttpRequest, view: View) -> list[Attachment]:
    """Files of the record that the reader may read, but those its distributions lead to."""
    if not parts.may_have(request, "attachments", view.uuid, with_files):
        return []
    audience = audience_of(request)
    owner = view.organisation.uuid if view.organisation else None
    told = " ".join(form["access_url"] for form in view.content.get("distributions", ()))
    return [
        file
        for file in Attachment.objects.filter(record=view.uuid)
        if audience.sees(file.circle, owner) and str(file.uuid) not in told
    ]


def with_files() -> QuerySet[Attachment, UUID]:
    return Attachment.objects.order_by().values_list("record", flat=True)


def review_passed(view: View) -> dt.date | None:
    """The date on which the record should have been read again, once it has passed."""
    text = view.content.get("review_on")
    day = dt.date.fromisoformat(text) if text else None
    return day if day and day < timezone.localdate() else None
