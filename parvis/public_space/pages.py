"""Public pages of the register beside each device's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.public_space import checking, rules, showing
from parvis.public_space.choices import Kind
from parvis.public_space.rules import Breach
from parvis.records.models import Published
from parvis.records.projection import translated

SHOWN = 100  # devices named under one rule


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
    devices = checking.public_devices()
    broken: dict[str, list[tuple[Published, Breach]]] = {rule.name: [] for rule in rules.RULES}
    for row, breach in checking.found(devices):
        broken[breach.rule.name].append((row, breach))
    title = _("Ce que nos règles trouvent")
    faulty = {row.uuid for pairs in broken.values() for row, _breach in pairs}
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "total": len(devices),
        "faulty": len(faulty),
        "groups": [group(rule, broken[rule.name]) for rule in in_order(broken)],
    }
    return render(request, "public_space/rules.html", context)


def in_order(broken: dict[str, list[Any]]) -> list[rules.Rule]:
    """What is broken first, gravest first, then what most devices break."""

    def rank(rule: rules.Rule) -> tuple[bool, bool, int]:
        count = len(broken[rule.name])
        return (not count, rule.severity != "error", -count)

    return sorted(rules.RULES, key=rank)


def group(rule: rules.Rule, pairs: list[tuple[Published, Breach]]) -> dict[str, Any]:
    return {
        "name": rule.name,
        "title": _(rule.title),
        "article": rule.article,
        "severity": showing.severity(rule),
        "level": showing.level(rule) if pairs else "good",
        "count": len(pairs),
        "devices": [
            {
                "title": translated(row.content, "title"),
                "url": reverse("site:record", args=["capteurs", row.slug]),
                "text": checking.sentence(breach),
            }
            for row, breach in pairs[:SHOWN]
        ],
    }
