"""The street page, `/q/<short>`: what a sign leads to. One page, one style sheet, no script, no
cookie; the order of DTPR.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from parvis.public_space import easy, short, showing, values, words
from parvis.public_space.choices import Kind, Status
from parvis.public_space.models import Device
from parvis.public_space.signage.door import announced
from parvis.public_space.signage.models import Sign
from parvis.records import hooks
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.records.projection import (
    Neighbour,
    View,
    for_reader,
    of_each_sort,
    public_view,
)

TIES_SHOWN = 8
# told by the page already
TOLD = frozenset({"responsible", "operated_by", "maintained_by"})


def street_page(request: HttpRequest, short: str) -> HttpResponse:
    """`/q/<short>`, in French, and under /en/ in English."""
    return answer(request, short, simple=False)


def easy_page(request: HttpRequest, short: str) -> HttpResponse:
    """`/q/<short>/facile`: the same in short sentences."""
    return answer(request, short, simple=True)


def answer(request: HttpRequest, name: str, *, simple: bool) -> HttpResponse:
    """The page; 404 that helps for a name nobody bears, 410 for a device that is there no more."""
    slug = Device.objects.filter(short=short.read(name)).values_list("slug", flat=True).first()
    view = public_view(f"device/{slug}", VISITOR) if slug else None
    if slug is None and (several := sign_of_several(name)):
        return together(request, several)
    if view is None:
        gone = bool(slug) and withdrawn(str(slug))
        return absent(request, name, 410 if gone else 404)
    removed = view.archived or view.content["status"] == Status.REMOVED
    simple = simple or request.GET.get("niveau") == "facile"
    context = around(request, view, simple) | {"view": view, "removed": removed}
    if simple:
        context["questions"] = easy.sentences(view.content, owner(view), last_values(view))
    else:
        context |= told(view)
    return render(request, "public_space/street.html", context, status=410 if removed else 200)


def sign_of_several(name: str) -> View | None:
    """The sign that bears this name, for the devices that stand together."""
    held = Sign.objects.filter(short=short.read(name)) if short.read(name) else Sign.objects.none()
    slug = held.values_list("slug", flat=True).first()
    return public_view(f"sign/{slug}", VISITOR) if slug else None


def together(request: HttpRequest, sign: View) -> HttpResponse:
    """The page of a sign of several devices: each in a line, and the way to its own; 410 once none
    of them is there any more."""
    views = [one for key in announced(sign) if (one := public_view(key, VISITOR))]
    there = [one for one in views if not one.archived and one.content["status"] != Status.REMOVED]
    context = {
        "devices": [told_in_a_line(one) for one in there],
        "owners": list(dict.fromkeys(filter(None, map(owner, there)))),
        "list_url": listed(),
    }
    status = 200 if there else 410
    return render(request, "public_space/street_several.html", context, status=status)


def told_in_a_line(view: View) -> dict[str, Any]:
    content = view.content
    return {
        "view": view,
        "url": reverse("site:street", args=[content["short"]]),
        "kind": words.choice(Kind, content["kind"]),
        "recognition": showing.recognition(content),
    }


def withdrawn(slug: str) -> bool:
    """Whether everyone could see it once: who never could learns nothing."""
    rows = Published.objects.filter(type="device", slug=slug, circle=0)
    return rows.exclude(state=Published.State.LIVE).exists()


def absent(request: HttpRequest, name: str, status: int) -> HttpResponse:
    context = {"name": name[:20], "gone": status == 410, "list_url": listed()}
    return render(request, "public_space/street_absent.html", context, status=status)


def listed() -> str:
    return reverse("site:list", args=["capteurs"])


def owner(view: View) -> str:
    return view.organisation.title if view.organisation else ""


def around(request: HttpRequest, view: View, simple: bool) -> dict[str, Any]:
    """What both levels have: where one can go from here."""
    content = view.content
    name = content["short"]
    page = reverse("site:record", args=["capteurs", view.slug])
    return {
        "kind": words.choice(Kind, content["kind"]),
        "simple": simple,
        "own": view.own(),
        "page": page,
        "other_level": reverse("site:street" if simple else "site:street_easy", args=[name]),
        "list_url": listed(),
        "asks": showing.asks(view),
        "ties": [sentence(one) for one in ties(view)],
        "status": words.choice(Status, content["status"]),
        "since": words.in_words(content.get("status_since")),
        "hold": words.hold(content),
        "contact": {"email": content.get("contact_email"), "phone": content.get("contact_phone")},
    }


def ties(view: View) -> list[Neighbour]:
    found = [one for one in view.neighbours if one.predicate.name not in TOLD]
    return for_reader(of_each_sort(found, TIES_SHOWN))


def told(view: View) -> dict[str, Any]:
    content = view.content
    return {
        "owner": owner(view),
        "operator": content.get("operator_name") or named(view, "operated_by"),
        "where": words.place(content),
        "chain": [link for link in words.chain(content) if link["category"] != "purpose"],
        "purposes": words.elements(content, "purposes"),
        "recognition": showing.recognition(content),
        "retention": words.retention(content),
        "legal": words.order(content),
        "rights": words.rights(content),
        "values": last_values(view),
    }


def last_values(view: View) -> list[easy.Measured]:
    return [
        (one.name, showing.value_words(one), words.moment(one.at))
        for one in values.latest(view.content.get("thing"))
    ]


def named(view: View, predicate: str) -> str:
    """The title of the record at the other end of an edge that starts here."""
    ends = (one.title for one in view.neighbours if one.predicate.name == predicate and one.forward)
    return next(ends, "")


def sentence(one: Neighbour) -> dict[str, str]:
    path = hooks.record_types()[one.type].path
    url = (
        reverse("site:record", args=[path, one.slug])
        if path
        else reverse("identifier", args=[one.type, one.slug])
    )
    return {"before": one.sentence, "title": one.title, "url": url, "lang": one.lang}
