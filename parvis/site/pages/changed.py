"""What changed in the register of devices since a day: the page, and its Atom feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.public_space.choices import Kind
from parvis.records import changed
from parvis.records.audience import Audience, audience_of
from parvis.records.models import Published
from parvis.records.models.published import PublishedQuerySet
from parvis.records.past import Step
from parvis.records.projection import View
from parvis.records.remembered import Notes
from parvis.records.since import Still
from parvis.site import addresses, changes, feeds, queries
from parvis.site.caching import public_page
from parvis.site.pages.record import crumbs

DEVICE = "device"
IN_FEED = 100
EARLIEST = dt.date(1970, 1, 1)  # nothing was published before
LAST = dt.timedelta(days=365)


@public_page
def changed_page(request: HttpRequest) -> HttpResponse:
    """`/capteurs/changements/?depuis=2026-01-01&nature=camera&page=2`."""
    start, kind = asked(request)
    page = queries.integer(request.GET, "page", 1, queries.LAST_PAGE, 1)
    found = found_since(request, start, kind)
    pages = max(1, ceil(found.total / queries.PAGE_SIZE))
    if page > pages:
        raise queries.past_the_end(page, pages)
    first = (page - 1) * queries.PAGE_SIZE
    steps = in_words(request, found.last[first : first + queries.PAGE_SIZE])
    title = _("Ce qui a changé dans les capteurs et les caméras")
    query = urlencode({"depuis": start.isoformat()} | ({"nature": kind} if kind else {}))
    context = {
        "title": title,
        "crumbs": [*crumbs(addresses.kinds_by_path()["capteurs"]), {"title": title, "url": ""}],
        "since": start,
        "kind": kind,
        "kinds": Kind.choices,
        "total": found.total,
        "records": found.records,
        "fresh": found.fresh,
        "steps": [told(view, step) for view, step in steps],
        "page": page,
        "pages": pages,
        "page_href": lambda number: f"?{query}&page={number}",
        "feed": f"{reverse('site:device_changes_feed')}?{query}",
        "robots": "noindex" if request.GET else "",
    }
    return render(request, "public_space/changed.html", context)


@public_page
def changed_feed(request: HttpRequest) -> HttpResponse:
    """`/capteurs/changements/flux.atom`, with the same question."""
    start, kind = asked(request)
    page = reverse("site:device_changes")
    made = feeds.feed(request, _("Ce qui a changé dans les capteurs et les caméras"), page)
    for view, step in in_words(request, found_since(request, start, kind).last[:IN_FEED]):
        made.add_item(
            title=view.title + _(" : ") + changes.headline(step).lower(),
            link=addresses.absolute(addresses.part_path(view.type, view.slug, "history")),
            description="\n".join(changes.sentences(view.type, step)),
            unique_id=f"{feeds.identifier(view)}#{step.sequence}",
            pubdate=step.at,
            updateddate=step.at,
        )
    return feeds.atom(made)


def asked(request: HttpRequest) -> tuple[dt.date, str]:
    """Since when (1 January without a day said), and of which kind; Refused says what is wrong."""
    kind = queries.choice(request.GET, "nature", tuple(Kind.values))
    value = queries.text(request.GET, "depuis")
    today = timezone.localdate()
    if not value:
        return today.replace(month=1, day=1), kind
    try:
        return dt.date.fromisoformat(value), kind
    except ValueError:
        mend = _("Donnez un jour, par exemple %(day)s.") % {"day": today.isoformat()}
        raise queries.refuse("depuis", value, mend) from None


KINDS = Notes(lambda row: str(row.content["kind"]))
FOUND = Still[changed.Changes](DEVICE)


def found_since(request: HttpRequest, start: dt.date, kind: str) -> changed.Changes:
    """Changes of the devices that this reader may see, the last first; found again once a device
    changed."""
    audience = audience_of(request)
    return FOUND.of((audience, start, kind), lambda: find(audience, start, kind))


def find(audience: Audience, start: dt.date, kind: str) -> changed.Changes:
    midnight = timezone.make_aware(dt.datetime.combine(max(start, EARLIEST), dt.time()))
    rows = devices(audience).filter(updated__gte=midnight)
    if kind:
        kinds = KINDS.of(rows.values_list("pk", flat=True), rows)
        rows = rows.filter(pk__in=[key for key, one in kinds.items() if one == kind])
    return changed.since(rows, audience, midnight)


def devices(audience: Audience) -> PublishedQuerySet:
    return Published.objects.visible(audience, archived=True).filter(type=DEVICE)


def in_words(request: HttpRequest, shown: Sequence[changed.Change]) -> list[tuple[View, Step]]:
    audience = audience_of(request)
    return changed.told(shown, devices(audience), audience)


def told(view: View, step: Step) -> dict[str, Any]:
    return {
        "at": step.at,
        **view.link(addresses.record_path(view.type, view.slug)),
        "headline": changes.headline(step),
        "why": step.why,
        "why_lang": view.lang(),
        "differences": changes.marked(view.type, step),
    }
