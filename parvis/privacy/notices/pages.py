"""Public pages of notices: that of a processing, in each of its forms; the fragment that a page of
another site takes in.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.design.errors import Refused
from parvis.privacy import ruling
from parvis.privacy.notices import checking, points, reading, rules
from parvis.privacy.notices.choices import FORMS as FORMS
from parvis.privacy.words import spoken
from parvis.records.audience import VISITOR, audience_of
from parvis.records.models import Published
from parvis.records.projection import View, public_view

LANGUAGES = ("fr", "en")


def titles() -> dict[str, str]:
    return {
        "complete": _("Notice complète"),
        "facile": _("Facile à lire"),
        "courte": _("Mention courte, sous un formulaire"),
        "affiche": _("Texte d’affiche ou de guichet"),
        "mention": _("Mention d’un algorithme, sur une décision"),
    }


def files() -> dict[str, str]:
    return {"txt": _("Texte seul"), "odt": _("Document (ODT)"), "pdf": _("PDF")}


def chosen(request: HttpRequest, name: str, known: tuple[str, ...], default: str = "") -> str:
    """A parameter of the address. Raise Refused for one that is not in the list."""
    asked = request.GET.get(name) or default or known[0]
    if asked not in known:
        raise Refused(
            _("Ce texte n’existe pas sous cette forme"),
            _("« %(name)s » vaut « %(value)s ».") % {"name": name, "value": asked[:40]},
            "",
            _("Choisissez : %(known)s.") % {"known": ", ".join(known)},
        )
    return asked


def processing(request: HttpRequest, slug: str) -> View:
    """The processing, as far as the one who asks may see it. Raise Http404."""
    view = public_view(f"processing/{slug}", audience_of(request))
    if view is None:
        raise Http404
    return view


def notice_page(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """`/traitements/<slug>/notice/?forme=facile`."""
    form = chosen(request, "forme", tuple(FORMS))
    view = processing(request, slug)
    text = reading.text(view, FORMS[form], spoken(), audience_of(request))
    here, file = reverse("site:processing_notice", args=[slug]), f"?forme={form}&langue="
    title = _("Notice : %(title)s") % {"title": view.title}
    context: dict[str, Any] = {
        "title": title,
        "crumbs": [
            {"title": _("Accueil"), "url": reverse("site:home")},
            {"title": _("Traitements de données"), "url": reverse("site:list", args=[path])},
            view.link(reverse("site:record", args=[path, slug])),
            {"title": _("Notice"), "url": ""},
        ],
        "view": view,
        "text": text,
        "forms": [
            {"title": words, "url": f"{here}?forme={name}", "current": name == form}
            for name, words in titles().items()
        ],
        "files": [
            {"title": words, "url": f"{reverse(f'notice_{kind}', args=[slug])}{file}"
             f"{spoken()}"}
            for kind, words in files().items()
        ],
    }  # fmt: skip
    return render(request, "privacy/notice_page.html", context)


def fragment_page(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """`/notices/<slug>/texte`: the text of the day of a collection point, without a page around."""
    row = Published.objects.visible(VISITOR).filter(type="notice", slug=slug).first()
    if row is None:
        raise Http404
    told = points.told([row], spoken())[row.uuid]
    page = reverse("site:record", args=[path, slug])
    context = {"texts": told.texts, "page": f"{settings.PARVIS_BASE_URL}{page}"}
    return render(request, "privacy/notice_fragment.html", context)


def rules_page(request: HttpRequest) -> HttpResponse:
    """`/notices/regles/`: every rule, and the public points that break it."""
    rows, found = checking.REGISTER.put()
    lead = _(
        "Une machine relit chaque jour les endroits où l’on recueille des données. Voici les "
        "règles, et ceux qui ne les suivent pas."
    )
    told = ngettext("%(num)s point de collecte", "%(num)s points de collecte", len(rows))
    total = told % {"num": len(rows)}
    return ruling.page(request, "notice", (lead, total), rules.RULES, found)
