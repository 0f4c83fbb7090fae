"""What is around me: the page, and the list of places that its script sorts in the browser.

Nobody's position is sent: the page gives all the public places, the browser measures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.design import territory
from parvis.design.spoken import spoken
from parvis.public_space import checking, places, words
from parvis.public_space.choices import Kind, Status
from parvis.public_space.pages import crumbs
from parvis.records import hooks
from parvis.records.kinds import Address
from parvis.records.models import Published
from parvis.records.problems import Problem
from parvis.records.projection import translated
from parvis.records.remembered import Said
from parvis.records.search.query import BOX

DECIMALS = 5  # of a degree: about a metre
DEGREE = 111_320  # metres of a degree of latitude
NEAR = 500  # metres from an address to the sides of what is shown
LONGEST = 200  # characters of an address
SHOWN = 10  # addresses


@dataclass(frozen=True)
class Sought:
    """What an address that somebody wrote leads to: lists of what is near each that was found.
    `known`: whether some room knows addresses; `problem`: why it cannot answer now."""

    words: str
    known: bool = True
    places: Sequence[tuple[str, str]] = ()
    more: bool = False
    problem: str = ""


def around_page(request: HttpRequest) -> HttpResponse:
    """`/capteurs/autour-de-moi/`: by address, where some room knows them, by words or on a map
    without script, by position with one."""
    title = _("Ce qui est autour de moi")
    sought = near(request.GET.get("adresse", "").strip())
    context = {
        "sought": sought,
        "longest": LONGEST,
        "title": title,
        "crumbs": crumbs(title),
        "list_url": reverse("site:list", args=["capteurs"]),
        "places_url": reverse("site:device_places"),
        "zone_url": f"{reverse('site:zone')}?liste=capteurs" if territory.areas() else "",
        "kinds": Kind.choices,
        "robots": "",
    }
    status = 503 if sought.problem else 200
    return render(request, "public_space/around.html", context, status=status)


def near(words: str) -> Sought:
    try:
        found = hooks.first("find_address", text=words[:LONGEST])
    except Problem as problem:
        return Sought(words, problem=problem.sentence(_))
    if found is None:
        return Sought(words, known=False)
    listed = reverse("site:list", args=["capteurs"])
    lists = [(one.words, f"{listed}?{urlencode({BOX: square(one)})}") for one in found[:SHOWN]]
    return Sought(words, places=lists, more=len(found) > SHOWN)


def square(address: Address) -> str:
    """West, south, east and north of it, NEAR metres away."""
    up = NEAR / DEGREE
    across = up / max(cos(radians(address.latitude)), 0.01)
    sides = (address.longitude - across, address.latitude - up,
             address.longitude + across, address.latitude + up)  # fmt: skip
    return ",".join(str(round(side, DECIMALS)) for side in sides)


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
