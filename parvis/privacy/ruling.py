"""The page of the rules of a register: every rule, and the public records that break it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.records import hooks, ruled
from parvis.records.consistency import Rule


def page(
    request: HttpRequest,
    kind: str,
    told: tuple[str, str],
    rules: Iterable[Rule],
    pairs: Sequence[ruled.Found],
) -> HttpResponse:
    """`told`: the sentence under the title, and how many records there are, in words."""
    declared = hooks.record_types()[kind]
    title, listed = _("Ce que nos règles trouvent"), reverse("site:list", args=[declared.path])
    context = {
        "title": title,
        "crumbs": [
            {"title": _("Accueil"), "url": reverse("site:home")},
            {"title": capfirst(str(declared.many)), "url": listed},
            {"title": title, "url": ""},
        ],
        "lead": told[0],
        "total": told[1],
        "faulty": len({row.uuid for row, _breach in pairs}),
        "groups": ruled.groups(rules, pairs),
    }
    return render(request, "records/rules.html", context)
