"""What people read of a device: key facts, the chain of DTPR, its rights; what search reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.words import personal
from parvis.design.spoken import choice as choice
from parvis.design.spoken import figure as figure
from parvis.design.spoken import in_words as in_words
from parvis.design.spoken import moment as moment
from parvis.design.spoken import spoken as spoken
from parvis.organisations.models import Organisation
from parvis.public_space import dtpr, places
from parvis.public_space.choices import (
    Ground,
    Kind,
    Objection,
    Purpose,
    Recognition,
    Shown,
    Status,
)
from parvis.records.projection import View

Content = dict[str, Any]
YEAR = 365  # days
LEVELS = {"planned": "none", "in_service": "good", "suspended": "watch", "removed": "none"}


def labels(ids: Iterable[str] | None) -> list[str]:
    """The words of DTPR's elements, in the reader's language; ids it knows not are left out."""
    known = dtpr.all_elements()
    return [known[one].label(spoken()) for one in ids or () if one in known]


def retention(content: Content) -> str:
    days = content.get("retention_days")
    if days is None:
        return ""
    if days == 0:
        return _("rien n’est gardé")
    years, rest = divmod(days, YEAR)
    if rest == 0:
        return ngettext("%(count)s an", "%(count)s ans", years) % {"count": years}
    return ngettext("%(count)s jour", "%(count)s jours", days) % {"count": days}


def facts(view: View) -> list[dict[str, Any]] | None:
    """Key facts of a device, in the order of DTPR; its kind and state stand with its title."""
    if view.type != "device":
        return None
    content = view.content
    found = [
        {"term": _("À quoi il sert"), "value": ", ".join(labels(content.get("purposes")))},
        {
            "term": _("Peut-on vous reconnaître ?"),
            "value": choice(Recognition, content.get("recognition")),
            "help": content.get("recognition_why", ""),
        },
        {"term": _("Combien de temps on garde les données"), "value": retention(content)},
        {"term": _("Où"), **place(content)},
        {"term": _("Qui l’exploite"), "value": content.get("operator_name", "")},
        {"term": _("Qui l’entretient"), "value": content.get("maintainer_name", "")},
        {"term": _("Sous-traitants"), "value": ", ".join(content.get("contractors") or ())},
        {"term": _("Posé le"), "value": in_words(content.get("installed_on"))},
        {"term": _("Fin prévue"), "value": in_words(content.get("ends_on"))},
    ]
    return [fact for fact in found if fact["value"]]


def status(content: Content) -> str:
    """The state of a device, and since when."""
    since = in_words(content.get("status_since"))
    words = choice(Status, content.get("status"))
    return _("%(state)s depuis le %(date)s") % {"state": words, "date": since} if since else words


def place(content: Content) -> dict[str, str]:
    """Where it is in words, and, of what is not shown exactly, how and why."""
    shown = content.get("position_shown")
    how = "" if shown == Shown.POINT else choice(Shown, shown)
    why = content.get("position_why", "")
    return {"value": places.where(content), "help": _(" : ").join(filter(None, [how, why]))}


# the chain of DTPR: field of the projection, category, question that people ask
CHAIN = (
    ("purposes", "purpose"),
    ("technologies", "tech"),
    ("data", "data"),
    ("processing", "process"),
    ("access", "access"),
    ("storage", "storage"),
)


def questions() -> dict[str, str]:
    return {
        "purpose": _("À quoi ça sert"),
        "tech": _("Comment ça marche"),
        "data": _("Ce qui est recueilli"),
        "process": _("Ce qu’on en fait"),
        "access": _("Qui y a accès"),
        "storage": _("Où c’est gardé"),
    }


def chain(content: Content) -> list[dict[str, Any]]:
    """Links of DTPR's chain that say something: {"category", "question", "items"}."""
    asked = questions()
    found = [
        {"category": name, "question": asked[name], "items": elements(content, field)}
        for field, name in CHAIN
    ]
    return [link for link in found if link["items"]]


def elements(content: Content, field: str) -> list[dict[str, str]]:
    """What one link of the chain holds: {"label", "text", "drawing"}; that is the inside of an SVG
    of 36 by 36."""
    language, known = spoken(), dtpr.all_elements()
    return [
        {
            "label": known[one].label(language),
            "text": known[one].text(language),
            "drawing": dtpr.drawing(known[one].symbol),
        }
        for one in content.get(field) or ()
        if one in known
    ]


def rights(content: Content) -> list[dict[str, str]]:
    """What one may ask here and now, and why not where one may not: {"title", "text", "url"}."""
    if not content.get("personal_data"):
        return [{"title": _("Aucune donnée sur vous"), "text": _(
            "Cet équipement ne recueille rien sur les personnes : il n’y a rien à voir, corriger "
            "ou effacer. Vous pouvez poser une question ou vous plaindre."
        )}]  # fmt: skip
    found = [objection(content)]
    if content.get("legal_ground"):
        said = [choice(Ground, content["legal_ground"]), content.get("legal_text", "")]
        found.append({
            "title": _("Ce qui le permet (base légale)"),
            "text": ", ".join(filter(None, said)),
            "url": content.get("legal_url", ""),
        })  # fmt: skip
    if content.get("kind") == Kind.CAMERA and content.get("retention_days"):
        found.append(
            {
                "title": _("Voir les images où vous êtes"),
                "text": _(
                    "Vous pouvez le demander (code de la sécurité intérieure, L.253-5). "
                    "Faites vite : elles sont effacées après %(how_long)s."
                )
                % {"how_long": retention(content)},
            }
        )
    if content.get("notice_url"):
        found.append({
            "title": _("Voir vos données, les corriger, les effacer"),
            "text": _("La notice d’information dit comment faire."),
            "url": content["notice_url"],
        })  # fmt: skip
    return [one for one in found if one["text"]]


def objection(content: Content) -> dict[str, str]:
    """The right to object: it applies, a text sets it aside, or nobody is told apart."""
    said = content.get("objection")
    texts: dict[str, str] = {
        Objection.APPLIES: _("Vous pouvez vous y opposer : dites-le nous, nous devons répondre."),
        Objection.SET_ASIDE: _("Vous ne pouvez pas vous y opposer ici : %(text)s l’écarte.")
        % {"text": content.get("objection_text") or _("un texte")},
        Objection.STATISTICS: _(
            "Personne n’est distingué : on n’en tire que des statistiques anonymes."
        ),
    }
    return {
        "title": _("Vous opposer"),
        "text": texts.get(str(said), ""),
        "url": content.get("objection_url", ""),
    }


def order(content: Content) -> list[dict[str, str]]:
    """What a camera's page says of the law that lets it film; nothing of other devices."""
    if content.get("kind") != Kind.CAMERA:
        return []
    number, given = content.get("order_number"), in_words(content.get("order_date"))
    said = {"number": number, "date": given}
    purposes = [choice(Purpose, one) for one in content.get("csi_purposes") or ()]
    found = [
        {
            "term": _("Autorisation du préfet"),
            "value": _("arrêté %(number)s du %(date)s") % said if number and given else "",
            "url": content.get("order_url", ""),
            "help": content.get("order_perimeter", ""),
        },
        {"term": _("Valable jusqu’au"), "value": in_words(content.get("order_expires"))},
        {"term": _("Pour quoi la loi le permet"), "value": ", ".join(purposes)},
        {"term": _("Où les images sont vues"), "value": content.get("viewing_posts", "")},
        {"term": _("Qui peut les voir"), "value": content.get("viewers", "")},
        {"term": _("Logements"), "value": homes(content)},
    ]
    return [fact for fact in found if fact["value"]]


def homes(content: Content) -> str:
    said = content.get("masks_homes")
    if said is None:
        return ""
    return _("masqués à l’image") if said else _("pas masqués à l’image")


def hold(content: Content) -> dict[str, str]:
    """How to ask that images be kept before they fade; {} where nothing is said."""
    found = {name: content.get(f"hold_{name}", "") for name in ("how", "phone", "email")}
    return found if any(found.values()) else {}


# what search reads


def search_fields(content: Content) -> dict[str, Any]:
    if content.get("type") != "device":
        return {}
    named = [content.get("operator_name", ""), content.get("maintainer_name", "")]
    kinds = [content["kind"], *(["video"] if content["kind"] == Kind.CAMERA else [])]
    return {
        "keywords": (*kinds, choice(Kind, content["kind"]), content.get("short", "")),
        "parts": (places.where(content), *labels(content.get("purposes"))),
        "body": " ".join([*labels(content.get("technologies")), *named]),
        "box": places.box(content),
        "facets": {
            "device_kind": [content["kind"]],
            "purpose": content.get("purposes") or [],
            "technology": content.get("technologies") or [],
            "personal": personal(content),
            "recognition": list(filter(None, [content.get("recognition")])),
            "status": [content["status"]],
            "operator": operators(content),
            "territory": list(filter(None, [content.get("commune")])),
        },
    }


def operators(content: Content) -> list[str]:
    """The organisation that operates it, by its uuid; else its name as written."""
    tied = [edge[1] for edge in content.get("links") or () if edge[0] == "operated_by"]
    return tied or list(filter(None, [content.get("operator_name")]))


def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    """What people read for the values of this room's facets, and for communes by their code."""
    closed = {"device_kind": Kind, "recognition": Recognition, "status": Status}
    if facet in closed:
        return {value: choice(closed[facet], value) or value for value in values}
    if facet in {"purpose", "technology"}:
        known = dtpr.all_elements()
        return {value: known[value].label(spoken()) for value in values if value in known}
    if facet == "territory":
        return {value: value for value in values} | communes(values)
    return None


def communes(codes: Iterable[str]) -> dict[str, str]:
    """Names of the communes of the register of organisations, by INSEE code; at most one query."""
    wanted = [code for code in codes if len(code) == 5]
    if not wanted:
        return {}
    rows = Organisation.objects.filter(
        insee__in=wanted, kind=Organisation.Kind.COMMUNE, live=True, circle=0
    )
    return dict(rows.values_list("insee", "title"))
