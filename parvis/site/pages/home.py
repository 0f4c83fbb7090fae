"""The home: what can I do here?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.commitments.reading import followed
from parvis.records.audience import Audience, audience_of
from parvis.records.models import Published
from parvis.records.projection import public_views
from parvis.site import addresses, parts
from parvis.site.caching import public_page
from parvis.site.results import item

CHANGES_SHOWN = 6
# each door with the lists it may lead to: the first that is alive today
DOORS = (
    (
        gettext_lazy("Trouver une donnée"),
        {"dataset": gettext_lazy("Ce que la collectivité sait, et sous quelle forme le prendre.")},
    ),
    (
        gettext_lazy("Qu’est-ce qui m’entoure ?"),
        {
            "device": gettext_lazy("Les capteurs et les caméras de l’espace public."),
            "organisation": gettext_lazy("Les communes et les services, et ce dont chacun répond."),
        },
    ),
    (
        gettext_lazy("Mes données, mes droits"),
        {
            "right": gettext_lazy("Demander, corriger, s’opposer."),
            "processing": gettext_lazy("Ce que nous faisons de vos données."),
            "application": gettext_lazy("Les logiciels où vivent les données des services."),
        },
    ),
    (
        gettext_lazy("Donner mon avis"),
        {
            "debate": gettext_lazy("Les débats ouverts, et ce qu’on en a fait."),
            "commitment": gettext_lazy("Lire chaque engagement, et dire ce qui manque."),
        },
    ),
)  # fmt: skip


@public_page
def home(request: HttpRequest) -> HttpResponse:
    audience = audience_of(request)
    context = {
        "title": _("Accueil"),
        "description": _("Trouvez une donnée, sachez qui en répond, dites ce qui ne va pas."),
        "feed": f"{addresses.root()}flux.atom",
    } | parts.part(request, "home", lambda: living(audience))
    return render(request, "site/home.html", context)


def living(audience: Audience) -> dict[str, Any]:
    """What the home takes from the records."""
    return {
        "doors": doors(audience),
        "commitments": commitments(audience),
        "changes": changes(audience),
    }


def doors(audience: Audience) -> list[dict[str, str]]:
    """Doors that lead to something alive today. One query."""
    wanted = [name for _title, places in DOORS for name in places]
    alive = Published.objects.visible(audience).has_types(wanted)
    found = []
    for title, places in DOORS:
        name = next((name for name in places if name in alive), "")
        if name:
            url = addresses.list_path(name)
            found.append({"title": str(title), "url": url, "text": str(places[name])})
    return found


def commitments(audience: Audience) -> list[dict[str, Any]]:
    """The public promises with their state of today, computed from evidence."""
    return [
        {
            **one.view.link(addresses.record_path(one.view.type, one.view.slug)),
            "words": one.words,
            "level": one.level,
        }
        for one in followed(audience)
    ]


def changes(audience: Audience) -> list[dict[str, Any]]:
    """What was published or changed in the last seven days, the last first."""
    rows = Published.objects.visible(audience).filter(
        updated__gte=timezone.now() - dt.timedelta(days=7)
    )
    views = public_views(rows.order_by("-sequence")[:CHANGES_SHOWN], audience)
    shown = []
    for view in views:
        made = item(view.type, view.slug, view.content, view.organisation, mixed=True)
        fresh = view.first_published == view.updated
        made |= {"date": view.updated, "change": _("Nouveau") if fresh else _("Modifié")}
        shown.append(made)
    return shown
