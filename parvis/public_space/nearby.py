"""What is around me: the page, and the list of places that its script sorts in the browser.

Nobody's position is sent: the page gives all the public places, the browser measures.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.design import territory
from parvis.design.spoken import spoken
from parvis.public_space import checking, places, words
from parvis.public_space.choices import Kind, Status
from parvis.public_space.pages import crumbs
from parvis.records.models import Published
from parvis.records.projection import translated
from parvis.records.remembered import Said

DECIMALS = 5  # of a degree: about a metre


def around_page(request: HttpRequest) -> HttpResponse:
    """`/capteurs/autour-de-moi/`: by words or on a map without script, by position with
    one. No address is turned into a place here: the page says so."""
    title = _("Ce qui est autour de moi")
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "list_url": reverse("site:list", args=["capteurs"]),
        "places_url": reverse("site:device_places"),
        "zone_url": f"{reverse('site:zone')}?liste=capteurs" if territory.areas() else "",
        "kinds": Kind.choices,
        "robots": "",
    }
    return render(request, "public_space/around.html", context)


def places_data(request: HttpRequest) -> HttpResponse:
    """`/capteurs/endroits.json`: every public device that stands somewhere, one short row each:
    title, page, kind in words, its colour of DTPR, place in words, box of degrees (a point is a
    box without extent), whether the exact place is masked. Only rows of devices that were
    published anew are written again."""
    rows = LINES.of(checking.REGISTER.rows(), spoken())
    body = f'{{"places": [{", ".join(filter(None, rows))}]}}'
    return HttpResponse(body, content_type="application/json")


def line(row: Published) -> str:
    """The row of a device, as JSON; "" where it stands nowhere."""
    box = places.box(row.content)
    if box is None or row.content["status"] == Status.REMOVED:
        return ""
    return json.dumps(told(row, box))


def told(row: Published, box: tuple[float, float, float, float]) -> dict[str, Any]:
    content = row.content
    return {
        "title": translated(content, "title"),
        "url": f"{reverse('site:list', args=['capteurs'])}{row.slug}/",
        "kind": words.choice(Kind, content["kind"]),
        "recognition": content.get("recognition") or "",
        "place": places.where(content),
        "box": [round(side, DECIMALS) for side in box],
        "masked": places.point(content) is None,
    }


LINES = Said(line)
