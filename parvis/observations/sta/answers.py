"""What a path answers when it is read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from parvis.observations import outbox
from parvis.observations.sta import asked as parameters
from parvis.observations.sta import formats, kinds, listing, service
from parvis.observations.sta import path as paths
from parvis.observations.sta.calls import Call
from parvis.observations.sta.entities import Type
from parvis.observations.sta.listing import Page
from parvis.observations.sta.options import Options
from parvis.observations.sta.path import Path
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.resolve import Asked
from parvis.observations.sta.shapes import MISSING, Plain, key_of, self_link, value, walked
from parvis.observations.sta.source import source

LISTED = ("$top", "$skip", "$count", "$orderby", "$filter", "$skiptoken")


def read(asked: Asked, root: str, call: Call) -> HttpResponse:
    """Raises Problem."""
    options = parameters.read(call.given)
    if not call.path.strip("/"):
        broker, read = settings.PARVIS_MQTT_PUBLIC_URL, bool(settings.PARVIS_MQTT_URL)
        return reply(service.root(root, outbox.on(), broker, creation=read))
    path = paths.read(call.path)
    if path.inside:
        return inside(asked, path)
    if not path.many:
        return one(asked, root, path, options, call)
    return several(asked, root, path, options, call)


def several(asked: Asked, root: str, path: Path, options: Options, call: Call) -> HttpResponse:
    found = listing.page(asked, source(asked, path), options)
    body: Plain = {} if found.count is None else {"@iot.count": found.count}
    if found.next:
        own = f"{root}/{quote(paths.written(path), safe='/()$')}"
        body["@iot.nextLink"] = listing.next_link(own, call.pairs, found.next)
    if path.ref:
        body["value"] = [
            {"@iot.selfLink": self_link(root, found.entity, key_of(row))} for row in found.rows
        ]
        return reply(body)
    return told(root, found, body, listing.body(asked, root, found, options), options)


def told(
    root: str, found: Page, body: Plain, bodies: list[Plain], options: Options
) -> HttpResponse:
    if options.format == "CSV":
        return HttpResponse(formats.table(bodies), content_type="text/csv; charset=utf-8")
    if options.format == "GeoJSON":
        return reply(formats.collection(bodies) | body, "application/geo+json")
    if options.format == "dataArray":
        several = kinds.several(found.rows)
        bodies = formats.arrays(root, found.entity, found.rows, bodies, options, several)
    return reply(body | {"value": bodies})


def one(asked: Asked, root: str, path: Path, options: Options, call: Call) -> HttpResponse:
    for name in LISTED:
        if name in call.given:
            raise StaProblem("here", field=name)
    found = source(asked, path)
    row = found.one()
    if path.ref:
        return reply({"@iot.selfLink": self_link(root, found.entity, key_of(row))})
    listing.check_selected(found.entity, options.select)
    bodies = listing.body(asked, root, Page(found.entity, [row], "", None), options)
    if options.format in ("CSV", "GeoJSON"):
        return told(root, Page(found.entity, [row], "", None), {}, bodies, options)
    return reply(bodies[0])


def inside(asked: Asked, path: Path) -> HttpResponse:
    """`Things(1)/name`, `Things(1)/properties/rue`, `…/$value`."""
    found = source(asked, Path(path.steps))
    property = found.entity.property(path.inside[0])
    assert property is not None
    told: Any = value(found.entity, property, found.one())
    if len(path.inside) > 1:
        told = walked(told, path.inside[1:])
    if told is MISSING or told is None:
        return HttpResponse(status=204)
    if not path.value:
        return reply({path.inside[-1]: told})
    if isinstance(told, str):
        return HttpResponse(told, content_type="text/plain; charset=utf-8")
    media = "application/json" if property.type is not Type.ID else "text/plain"
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type=media)


def reply(body: Plain, media: str = "application/json", status: int = 200) -> JsonResponse:
    return JsonResponse(
        body, status=status, content_type=media, json_dumps_params={"ensure_ascii": False}
    )
