"""Public pages of the register beside each device's own."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.public_space import checking, rules, words
from parvis.public_space.choices import Kind
from parvis.records import ruled


def cameras(request: HttpRequest) -> HttpResponse:
    """`/cameras/`: the list of devices, of which cameras alone."""
    query = urlencode({"device_kind": Kind.CAMERA.value})
    return redirect(f"{reverse('site:list', args=['capteurs'])}?{query}")


def crumbs(title: str) -> list[dict[str, str]]:
    return [
        {"title": _("Accueil"), "url": reverse("site:home")},
        {"title": _("Capteurs et caméras"), "url": reverse("site:list", args=["capteurs"])},
        {"title": title, "url": ""},
    ]


def rules_page(request: HttpRequest) -> HttpResponse:
    """`/capteurs/regles/`: every rule, and the public devices that break it."""
    devices, found = checking.REGISTER.put()
    total, faulty = len(devices), len({row.uuid for row, _breach in found})
    title = _("Ce que nos règles trouvent")
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "lead": _(
            "Une machine relit chaque jour les fiches des capteurs et des caméras. Voici les "
            "règles, et les équipements qui ne les suivent pas."
        ),
        "total": ngettext(
            "%(num)s équipement au registre", "%(num)s équipements au registre", total
        ) % {"num": words.figure(total)},
        "faulty": faulty,
        "note": _("CSI : code de la sécurité intérieure."),
        "groups": ruled.groups(rules.RULES, found),
    }  # fmt: skip
    return render(request, "records/rules.html", context)
