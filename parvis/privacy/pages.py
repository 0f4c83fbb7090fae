"""Public pages of the register beside each processing's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.design.text import capital
from parvis.privacy import checking, rules, showing, terms, words
from parvis.privacy.choices import ARTICLES, Basis, Ground
from parvis.privacy.incidents import counting
from parvis.records import ruled
from parvis.records.models import Published

PATH = "traitements"


def crumbs(title: str) -> list[dict[str, str]]:
    return [
        {"title": _("Accueil"), "url": reverse("site:home")},
        {"title": _("Traitements de données"), "url": reverse("site:list", args=[PATH])},
        {"title": title, "url": ""},
    ]


def rules_page(request: HttpRequest) -> HttpResponse:
    """`/traitements/regles/`: every rule, and the public records that break it."""
    rows, broken = checking.REGISTER.put()
    found = [*broken, *checking.untreated()]
    total = len(rows)
    title = _("Ce que nos règles trouvent")
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "lead": _(
            "Une machine relit chaque jour le registre des traitements. Voici les règles, et les "
            "fiches qui ne les suivent pas."
        ),
        "total": ngettext(
            "%(num)s traitement au registre", "%(num)s traitements au registre", total
        )
        % {"num": words.figure(total)},
        "faulty": len({row.uuid for row, _breach in found}),
        "note": _("CP : code du patrimoine."),
        "groups": ruled.groups(rules.BY_NAME.values(), found),
    }
    return render(request, "records/rules.html", context)


def kept_page(request: HttpRequest) -> HttpResponse:
    """`/traitements/non-publie/`: what is not published, how many, with the legal ground."""
    rows = checking.REGISTER.rows()
    title = _("Ce qui n’est pas publié")
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "total": len(rows),
        "fields": kept_fields(rows),
        "records": kept_records(),
        "incidents": [[words.figure(n) if i else str(n) for i, n in enumerate(one)]
                      for one in counting.by_year()],
    }  # fmt: skip
    return render(request, "privacy/kept_back.html", context)


def kept_fields(rows: Sequence[Published]) -> list[list[str]]:
    """Fields kept back, with ground, article and number of records, the most frequent first."""
    called = showing.called()
    counts = Counter(pair for row in rows for pair in (row.content.get("kept_back") or {}).items())
    return [
        [
            capital(called.get(name, name)),
            words.choice(Ground, ground),
            ARTICLES.get(ground, ""),
            words.figure(count),
        ]
        for (name, ground), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def kept_records() -> list[list[str]]:
    """Published records that visitors do not see, by ground: numbers only, never a title."""
    counts = Counter(row.content.get("reserved", "") for row in checking.RESERVED.rows())
    return [
        [words.choice(Ground, ground), ARTICLES.get(ground, ""), words.figure(count)]
        for ground, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def reading_page(request: HttpRequest) -> HttpResponse:
    """`/traitements/en-trois-minutes/`: the register for who never heard of it."""
    rows = checking.REGISTER.rows()
    counts = facets_of(rows)
    title = _("Vos données en trois minutes")
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "total": len(rows),
        "people": [
            filtered("concerned", name, count, terms.label("people", name, words.spoken()))
            for name, count in counts["concerned"].most_common()
        ],
        "bases": [
            filtered("basis", name, count, words.choice(Basis, name))
            for name, count in counts["basis"].most_common()
        ],
        "sensitive": filtered("sensitive", "yes", counts["sensitive"]["yes"]),
        "assessed": filtered("dpia", "done", counts["dpia"]["done"]),
        "awaited": filtered("dpia", "due", counts["dpia"]["due"]),
        "list_url": reverse("site:list", args=[PATH]),
    }
    return render(request, "privacy/reading.html", context)


def facets_of(rows: Iterable[Published]) -> dict[str, Counter[str]]:
    """How many processings have each value, by facet."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for name, values in row.content["facets"].items():
            found[name].update(values)
    return found


def filtered(facet: str, value: str, count: int, title: str = "") -> dict[str, Any]:
    """A link to the list, of which these alone."""
    query = urlencode({facet: value})
    return {"title": title, "count": count, "url": f"{reverse('site:list', args=[PATH])}?{query}"}
