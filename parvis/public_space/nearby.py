"""What is around me: the page, and the list of places that its script sorts in the browser.

Nobody's position is sent: the page gives all the public places, the browser measures.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.public_space import checking, places, words
from parvis.public_space.choices import Kind, Status
from parvis.public_space.pages import crumbs
from parvis.records.models import Published
from parvis.records.projection import translated

DECIMALS = 5  # of a degree: about a metre


def around_page(request: HttpRequest) -> HttpResponse:
    """`/capteurs/autour-de-moi/`: by words without script, by position with one."""
    title = _("Ce qui est autour de moi")
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "list_url": reverse("site:list", args=["capteurs"]),
        "places_url": reverse("site:device_places"),
        "kinds": Kind.choices,
        "robots": "",
    }
    return render(request, "public_space/around.html", context)


def places_data(request: HttpRequest) -> JsonResponse:
    """`/capteurs/endroits.json`: every public device that stands somewhere, one short row each:
    title, page, kind in words, its colour of DTPR, place in words, box of degrees (a point is a
    box without extent), whether the exact place is masked."""
    devices, listed = checking.REGISTER.rows(), reverse("site:list", args=["capteurs"])
    rows = [row for row in devices if row.content["status"] != Status.REMOVED]
    found = [told(row, box, listed) for row in rows if (box := places.box(row.content))]
    return JsonResponse({"places": found})


def told(row: Published, box: tuple[float, float, float, float], listed: str) -> dict[str, Any]:
    content = row.content
    return {
        "title": translated(row.content, "title"),
        "url": f"{listed}{row.slug}/",
        "kind": words.choice(Kind, content["kind"]),
        "recognition": content.get("recognition") or "",
        "place": places.where(content),
        "box": [round(side, DECIMALS) for side in box],
        "masked": places.point(content) is None,
    }
