"""What the layout of every page needs."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import engines
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.design.spoken import spoken
from parvis.design.text import capital
from parvis.site import addresses

# the rooms people go to first; one appears once its type of record exists
ROOMS = (
    "dataset", "device", "processing", "algorithm", "debate", "commitment", "right", "application",
    "organisation",
)  # fmt: skip
MOST_ROOMS = 6


def layout(request: HttpRequest) -> dict[str, Any]:
    """Jinja2 context processor; nothing here reads the database or the session."""
    path = request.path
    return fixed(spoken()) | {
        "nav": navigation(spoken(), path),
        "alternate": alternate(request),
        "base_url": settings.PARVIS_BASE_URL,
        "canonical": path,
    }


@cache
def fixed(language: str) -> dict[str, Any]:
    """What is the same on every page in a language (the one that is active)."""
    values = said(language)
    foot = engines["jinja2"].env.get_template("design/foot.html")  # type: ignore[attr-defined]
    return values | {"foot": Markup(foot.render(values))}  # noqa: S704


def said(language: str) -> dict[str, Any]:
    territory = {"territory": settings.PARVIS_TERRITORY}
    return {
        "site_name": settings.PARVIS_SITE_NAME,
        "site_tagline": _("Les données de %(territory)s, expliquées") % territory,
        "home_url": addresses.root(),
        "search_url": reverse("site:search"),
        "footer_text": _("L’espace public des données de %(territory)s.") % territory,
        "accessibility": {
            "url": addresses.record_path(addresses.PAGE, "accessibilite"),
            "state": _("non conforme, audit à venir"),
        },
        "footer_links": [
            {"title": title, "url": addresses.record_path(addresses.PAGE, slug)}
            for slug, title in (
                ("a-propos", _("À propos")),
                ("mentions-legales", _("Mentions légales")),
                ("vie-privee", _("Vos données et ce site")),
                ("plan-du-site", _("Plan du site")),
            )
        ],
        "machine_links": [
            {"title": _("Interface de programmation (API)"), "url": reverse("api")},
            {"title": _("Tout le catalogue (DCAT)"), "url": "/catalog"},
            {"title": _("Les données sur une carte (OGC API)"), "url": reverse("ogc")},
            {"title": _("Fil des nouveautés (Atom)"), "url": reverse("site:feed")},
        ],
        "agents_url": "/espace-agents/",
        "demo": settings.PARVIS_DEMO,
    }


def alternate(request: HttpRequest) -> str:
    """This page in the other language; "" where there is but one."""
    match = request.resolver_match
    if len(settings.LANGUAGES) < 2 or match is None or match.namespace != "site":
        return ""
    query = request.META.get("QUERY_STRING", "")
    return addresses.other_language(request.path) + (f"?{query}" if query else "")


def navigation(language: str, path: str) -> list[dict[str, Any]]:
    return [
        {"title": title, "url": url, "current": path.startswith(url)}
        for title, url in sections(language)
    ]


@cache
def sections(language: str) -> tuple[tuple[str, str], ...]:
    """Title and address of the main lists, in a language (the one that is active)."""
    kinds = {kind.name: kind for kind in addresses.kinds_by_path().values()}
    here = [name for name in ROOMS if name in kinds][:MOST_ROOMS]
    return tuple((capital(kinds[name].many), addresses.list_path(name)) for name in here)
