"""`/ogc/collections/<id>/items`: rows as GeoJSON features (OGC API Features, parts 1, 2 and 3)."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.explore import answers
from parvis.catalogue.explore.asked import shown
from parvis.catalogue.explore.records import numbered, row_named
from parvis.catalogue.ogc import asked, features
from parvis.catalogue.ogc.asked import Items
from parvis.catalogue.ogc.described import Collection, collection, labels
from parvis.catalogue.ogc.door import GEOJSON, HTML, Plain, door, form, itself, link, told
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.catalogue.rows import cells
from parvis.lake.rows import Answer
from parvis.lake.served.lines import Page

SHOWN = 12  # columns of the table of a page
COLLECTION = "FeatureCollection"


@door
def items(request: HttpRequest, slug: str) -> HttpResponseBase:
    one = collection(request, slug)
    ask = asked.read(request.GET, one.source.schema, one.source.complete)
    answer, numbers = numbered(one.source, ask.query, ask.context)
    total = answers.counted(one.source, ask.query, ask.context, answer)
    rest = {
        "numberMatched": total,
        "numberReturned": len(numbers),
        "links": [
            *itself(request, GEOJSON),
            *around(request, ask, total),
            link("collection", one.path, "application/json", one.view.title),
        ],
    }
    response = spliced(request, one, ask, answer, numbers, rest)
    if response is None:
        body = {"type": COLLECTION, "features": features.read(one, answer, numbers, ask.crs)} | rest
        response = told(request, body, partial(page, one, ask, body), GEOJSON, robots="noindex")
    response["Content-Crs"] = f"<{ask.crs.uri}>"
    return response


def spliced(
    request: HttpRequest, one: Collection, ask: Items, answer: Answer, numbers: features.Numbers,
    rest: Plain,
) -> HttpResponse | None:  # fmt: skip
    """The answer in JSON where its rows stand so in their lines; else None."""
    told_apart = [number for number in numbers if number is not None]
    if (
        form(request) != "json"
        or not isinstance(answer.rows, Page)
        or len(told_apart) < len(numbers)
    ):
        return None
    found = features.spliced(one, answer.fields, answer.rows, told_apart, ask.crs)
    end = json.dumps(rest, ensure_ascii=False)[1:].encode()
    text = b'{"type": "%b", "features": [%b], %b' % (COLLECTION.encode(), found, end)
    return HttpResponse(text, content_type=GEOJSON)


def around(request: HttpRequest, ask: Items, total: int) -> list[Plain]:
    """The pages before and after, in the form that was asked."""
    limit, offset = ask.query.limit or 0, ask.query.offset
    found = []
    for rel, start, words in (
        ("prev", max(0, offset - limit), _("Page précédente")),
        ("next", offset + limit, _("Page suivante")),
    ):
        if (rel == "prev" and offset > 0) or (rel == "next" and start < total):
            media = HTML if form(request) == "html" else GEOJSON
            query = [*answers.pairs(request, "offset"), ("offset", str(start))]
            found.append(link(rel, request.path, media, words, query))
    return found


def page(one: Collection, ask: Items, body: Plain) -> Plain:
    """The table of a page: the first columns, each row led by its own address."""
    listed = body["features"]
    names = list(listed[0]["properties"])[:SHOWN] if listed else []
    titles = labels(one)
    matched, first = body["numberMatched"], ask.query.offset + 1
    sentence = ngettext("%(num)s objet répond.", "%(num)s objets répondent.", matched)
    return {
        "title": one.view.title,
        "lead": sentence % {"num": cells.number(matched)},
        "spoken": one.view.lang(),
        "title_lang": one.view.lang("title"),
        "crumbs": crumbs(one),
        "tables": [
            {
                "caption": _("Objets %(first)s à %(last)s")
                % {"first": cells.number(first), "last": cells.number(first + len(listed) - 1)},
                "headings": [_("Identifiant"), *(titles[name] for name in names)],
                "rows": [
                    [named(one, each), *(text(each["properties"][name]) for name in names)]
                    for each in listed
                ],
            }
        ]
        if listed
        else [],
    }


def named(one: Collection, feature: Plain) -> Plain | str:
    """The link to a feature's own page; it has none where rows are given under conditions."""
    name = feature.get("id")
    return {"text": name, "url": f"{one.path}/items/{name}?f=html"} if name else "–"


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return cells.yes_no(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def crumbs(one: Collection, *more: Plain) -> list[Plain]:
    return [
        {"title": "OGC API", "url": "/ogc/?f=html"},
        {"title": _("Collections"), "url": "/ogc/collections?f=html"},
        {"title": one.view.title, "url": f"{one.path}?f=html"},
        *more,
    ]


@door
def item(request: HttpRequest, slug: str, identifier: str) -> HttpResponse:
    one = collection(request, slug)
    given = asked.only(request.GET, (*asked.COMMON, "crs"))
    row_of = row_named(one.source, identifier)
    if row_of is None:
        raise OgcProblem("feature", value=shown(identifier))
    one, ask = replace(one, source=row_of[0]), asked.one(given, row_of[1])
    (feature,) = features.read(one, *numbered(one.source, ask.query, ask.context), ask.crs)
    feature["links"] = [
        *itself(request, GEOJSON),
        link("collection", one.path, "application/json", one.view.title),
    ]
    titles = labels(one)
    facts = [(titles[n], text(v)) for n, v in feature["properties"].items()]
    facts.append((_("Lieu"), text(feature["geometry"])))
    shown_ = {
        "title": _("%(title)s, objet %(id)s") % {"title": one.view.title, "id": feature["id"]},
        "crumbs": crumbs(one, {"title": _("Objets"), "url": f"{one.path}/items?f=html"}),
        "facts": facts,
        "spoken": one.view.lang(),
        "title_lang": one.view.lang("title"),
    }
    response = told(request, feature, shown_, GEOJSON, robots="noindex")
    response["Content-Crs"] = f"<{ask.crs.uri}>"
    return response
