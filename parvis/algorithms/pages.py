"""Public pages of the register beside each record's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.algorithms import checking, doors, exporting, mention, rules, words
from parvis.algorithms.formats import roundtrip
from parvis.algorithms.formats.files import FORMATS
from parvis.design.spoken import spoken
from parvis.design.text import capital
from parvis.records import ruled
from parvis.records.projection import titled


def crumbs(title: str, *between: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"title": _("Accueil"), "url": reverse("site:home")},
        {"title": _("Algorithmes"), "url": reverse("site:list", args=["algorithmes"])},
        *between,
        {"title": title, "url": ""},
    ]


def rules_page(request: HttpRequest) -> HttpResponse:
    """`/algorithmes/regles/`: every rule, and the public records that break it."""
    put = [register.put() for register in checking.REGISTERS.values()]
    found = [pair for _rows, pairs in put for pair in pairs]
    total = sum(len(rows) for rows, _pairs in put)
    title = _("Ce que nos règles trouvent")
    both = {rule.name: rule for of_type in rules.BY_TYPE.values() for rule in of_type}
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "lead": _(
            "Une machine relit chaque jour les fiches des algorithmes et des décisions. Voici les "
            "règles, et les fiches qui ne les suivent pas."
        ),
        "total": ngettext("%(num)s fiche au registre", "%(num)s fiches au registre", total)
        % {"num": words.figure(total)},
        "faulty": len({row.uuid for row, _breach in found}),
        "note": _(
            "CJA : code de justice administrative. Loi 78-17 : loi informatique et libertés."
        ),
        "groups": ruled.groups(both.values(), found),
    }
    return render(request, "records/rules.html", context)


def trips_page(request: HttpRequest) -> HttpResponse:
    """`/algorithmes/allers-retours/`: what of our 46 fields survives each format."""
    title = _("Ce que chaque format garde de nos fiches")
    said = {
        roundtrip.KEPT: _("oui"),
        roundtrip.PARTLY: _("en partie"),
        roundtrip.LOST: _("non"),
    }
    formats = [one for name, one in FORMATS.items()]
    counts = roundtrip.counts()
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "examples": len(roundtrip.examples()),
        "headings": [_("Champ"), _("Gardé en partie par"), _("Perdu par")],
        "rows": [
            [
                line.words[spoken()],
                losers(line.field, roundtrip.PARTLY),
                losers(line.field, roundtrip.LOST),
            ]
            for line in roundtrip.crosswalk()
        ],
        "totals": [
            [_(one.words), *(words.figure(counts[name][state]) for state in said)]
            for name, one in FORMATS.items()
        ],
        "total_headings": [_("Format"), *(capital(text) for text in said.values())],
        "numbers": [1, 2, 3],
        "files": [
            {"title": _(one.words), "url": reverse("algorithm_inventory", args=[one.ending])}
            for one in formats
        ],
        "schema_url": reverse("algorithm_inventory", args=["schema.json"]),
    }
    return render(request, "algorithms/trips.html", context)


def losers(field: str, state: str) -> str:
    """The formats in which a field comes back in this state: "ATRS (CSV), CSV"."""
    states = roundtrip.table()[field]
    return ", ".join(_(one.words) for name, one in FORMATS.items() if states[name] == state)


def mention_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/decisions/<slug>/mention/`: the mention in three languages, to copy into a letter."""
    row = doors.public_decision(slug)
    facts = exporting.mention_facts(row)
    title = _("La mention à écrire sur la décision")
    names = {"fr": _("En français"), "facile": _("En français facile"), "en": _("En anglais")}
    place = titled(row.content, reverse("site:record", args=["decisions", slug]))
    context = {
        "title": title,
        "crumbs": [
            {"title": _("Accueil"), "url": reverse("site:home")},
            {"title": _("Décisions"), "url": reverse("site:list", args=["decisions"])},
            place,
            {"title": title, "url": ""},
        ],
        "decision": place,
        "forms": [
            {
                "title": names[form],
                "language": mention.LANGUAGES[form],
                "head": mention.TITLES[form],
                "paragraphs": mention.paragraphs(facts, form),
                "plain": mention.plain(facts, form),
                "html": mention.html(facts, form),
                "key": form,
                "files": [
                    {"title": ending, "url": f"{address(slug, ending)}?langue={form}"}
                    for ending in doors.MENTIONS
                ],
            }
            for form in mention.FORMS
        ],
    }
    return render(request, "algorithms/mention.html", context)


def address(slug: str, ending: str) -> str:
    return reverse("mention_file", args=[slug, ending])
