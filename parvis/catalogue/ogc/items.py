"""`/ogc/collections/<id>/items`: rows as GeoJSON features (OGC API Features, parts 1, 2 and 3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.explore import answers, values, wkb
from parvis.catalogue.explore.asked import shown
from parvis.catalogue.explore.records import numbered, row_named
from parvis.catalogue.ogc import asked, crs
from parvis.catalogue.ogc.asked import Items
from parvis.catalogue.ogc.described import Collection, collection, labels
from parvis.catalogue.ogc.door import GEOJSON, HTML, Plain, door, form, itself, link, told
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.catalogue.rows import cells
from parvis.lake.query.select import Field
from parvis.lake.rows import Answer

SHOWN = 12  # columns of the table of a page
Rows = Sequence[tuple[Any, ...]]


@door
def items(request: HttpRequest, slug: str) -> HttpResponseBase:
    one = collection(request, slug)
    ask = asked.read(request.GET, one.source.schema, one.source.complete)
    answer, features = read(one, ask)
    total = answers.counted(one.source, ask.query, ask.context, answer)
    body = {
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": total,
        "numberReturned": len(features),
        "links": [
            *itself(request, GEOJSON),
            *around(request, ask, total),
            link("collection", one.path, "application/json", one.view.title),
        ],
    }
    shown_ = partial(page, one, ask, body)
    response = told(request, body, shown_, GEOJSON, robots="noindex")
    response["Content-Crs"] = f"<{ask.crs.uri}>"
    return response


def read(one: Collection, ask: Items) -> tuple[Answer, list[Plain]]:
    """The rows of a page, and its features."""
    answer, numbers = numbered(one.source, ask.query, ask.context)
    return answer, written(one, answer.fields, answer.rows, numbers, ask.crs)


def written(
    one: Collection,
    fields: Sequence[Field],
    rows: Rows,
    numbers: Sequence[int | None],
    system: crs.Crs,
) -> list[Plain]:
    place = one.source.schema.place
    at = next((n for n, field in enumerate(fields) if place and field.name == place.name), None)
    left = [n for n in range(len(fields)) if n != at]
    names = [fields[n].name for n in left]
    values_of = values.told([fields[n] for n in left], [[row[n] for n in left] for row in rows],
                            "UTC")  # fmt: skip

    def feature(row: tuple[Any, ...], properties: tuple[Any, ...], count: int | None) -> Plain:
        found = None if at is None else row[at]
        geometry = None if found is None else crs.written(wkb.geojson(found), system)
        return {
            "type": "Feature",
            **({} if count is None else {"id": one.source.identifier(count)}),
            "geometry": geometry,
            "properties": dict(zip(names, properties, strict=True)),
        }

    return [feature(*each) for each in zip(rows, values_of, numbers, strict=True)]


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
    features = body["features"]
    names = list(features[0]["properties"])[:SHOWN] if features else []
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
                % {"first": cells.number(first), "last": cells.number(first + len(features) - 1)},
                "headings": [_("Identifiant"), *(titles[name] for name in names)],
                "rows": [
                    [named(one, each), *(text(each["properties"][name]) for name in names)]
                    for each in features
                ],
            }
        ]
        if features
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
    _answer, (feature,) = read(one, ask)
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
