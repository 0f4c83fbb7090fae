"""`/q/<short>/avis`: two questions about a device, one tap each; counts are public."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis.design.errors import Refused
from parvis.public_space import short as shorts
from parvis.public_space.models import Device
from parvis.public_space.opinions import actions
from parvis.records.audience import VISITOR
from parvis.records.projection import View, public_view
from parvis.site import addresses, limits
from parvis.site.pages.feedback import check_origin, never_stored, see


@csrf_exempt  # there is no cookie to protect: see `check_origin`
@never_stored
def opinion_page(request: HttpRequest, short: str) -> HttpResponse:
    """GET reads the counts; POST adds one and leads to them.

    The page that asks is kept by browsers and by us, so no token of its own is in it: the origin is
    checked, and one network is counted a few times a day for one device.
    """
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    view = device_at(short)
    if request.method != "POST":
        return shown(request, view)
    check_origin(request)
    question, choice = request.POST.get("question", ""), request.POST.get("choice", "")
    if not limits.may_give_opinion(request, f"{view.uuid}/{question[:20]}"):
        return shown(request, view, refused=True)
    try:
        actions.give(view.uuid, question, choice)
    except actions.OpinionProblem as problem:
        title = _("Nous n’avons pas compris cette réponse")
        raise Refused(title, problem.sentence(_), _("Rien n’a été compté.")) from problem
    return see(reverse("site:opinions", args=[view.content["short"]]) + "?merci=1")


def device_at(name: str) -> View:
    """The public device of this short name. Raise Http404."""
    slug = Device.objects.filter(short=shorts.read(name)).values_list("slug", flat=True).first()
    view = public_view(f"device/{slug}", VISITOR) if slug else None
    if view is None:
        raise Http404
    return view


def shown(request: HttpRequest, view: View, refused: bool = False) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Ce que les passants en disent"),
        "view": view,
        "page": addresses.record_path("device", view.slug),
        "counts": actions.counts(view.uuid),
        "thanks": request.method == "GET" and request.GET.get("merci") == "1",
        "refused": refused,
        "robots": "noindex",
    }
    status = 429 if refused else 200
    return render(request, "public_space/opinions.html", context, status=status)
