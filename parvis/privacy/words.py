"""What people read of a processing: key facts, durations, data, who sees it; what search reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.design.spoken import choice as choice
from parvis.design.spoken import figure as figure
from parvis.design.spoken import in_turn
from parvis.design.spoken import in_words as in_words
from parvis.design.spoken import moment as moment
from parvis.design.spoken import spoken as spoken
from parvis.design.text import capital
from parvis.privacy import dpia, terms
from parvis.privacy.assessments.choices import State as AssessmentState
from parvis.privacy.choices import (
    ARTICLES,
    Automation,
    Basis,
    Criterion,
    Fate,
    Ground,
    Measure,
    Mechanism,
    Part,
    Reach,
    Role,
    Special,
    Status,
    Unit,
)
from parvis.records.projection import lang_of

Content = dict[str, Any]
LEVELS = {"planned": "none", "in_force": "good", "ended": "none"}


def labels(scheme: terms.Scheme, names: Iterable[str] | None) -> list[str]:
    return [terms.label(scheme, one, spoken()) for one in names or ()]


def listed(items: Iterable[str]) -> str:
    return ", ".join(filter(None, items))


# key facts


def facts(content: Content) -> list[dict[str, Any]]:
    officer = content.get("officer") or {}
    mail = officer.get("email", "")
    found = [
        {"term": _("Sur qui"), "value": listed(labels("people", content.get("people")))},
        {"term": _("Combien de temps"), "value": longest(content)},
        {"term": _("Données sensibles"), "value": sensitive(content)},
        {"term": _("Une machine décide-t-elle ?"), "value": automation(content)},
        {
            "term": _("Qui protège vos données"),
            "value": officer.get("name", ""),
            "url": f"mailto:{mail}" if mail else "",
            "help": listed([mail, officer.get("phone", ""), officer.get("address", "")]),
        },
    ]
    return [fact for fact in found if fact["value"]]


def automation(content: Content) -> str:
    return choice(Automation, content.get("automation")) if content.get("automation") else ""


def sensitive(content: Content) -> str:
    """Sensitive categories by name, or that there are none."""
    if "data" not in content:
        return ""
    found = terms.sensitive(content.get("data") or ())
    return listed(labels("data", found)) or _("aucune")


def longest(content: Content) -> str:
    """The durations, each once, in order."""
    rows = [duration(row) for row in content.get("retentions") or ()]
    return in_turn(dict.fromkeys(rows))


def duration(row: Content) -> str:
    """“2 ans”, “30 jours”, “jusqu’à …”."""
    count = row.get("number") or 0
    plural = {
        Unit.DAYS: ngettext("%(num)s jour", "%(num)s jours", count),
        Unit.MONTHS: ngettext("%(num)s mois", "%(num)s mois", count),
        Unit.YEARS: ngettext("%(num)s an", "%(num)s ans", count),
    }
    if row["unit"] == Unit.UNTIL:
        return _("jusqu’à %(event)s") % {"event": row.get("start", "")}
    return plural[row["unit"]] % {"num": figure(count)}


def status(content: Content) -> str:
    """The state of a processing, and since when."""
    since = in_words(content.get("status_since"))
    said = choice(Status, content.get("status"))
    return _("%(state)s depuis le %(date)s") % {"state": said, "date": since} if since else said


def own(content: Content, name: str) -> dict[str, str]:
    """What a field says in the words of the record, with their language."""
    return {"value": content.get(name, ""), "lang": lang_of(content)}


# the questions that people ask, in order


def purposes(content: Content) -> list[dict[str, str]]:
    return [
        {
            "title": row["title"],
            "basis": choice(Basis, row["basis"]),
            "why": row.get("why", ""),
            "url": row.get("text_url", ""),
        }
        for row in content.get("purposes") or ()
    ]


def retentions(content: Content) -> list[list[str]]:
    """Rows of the table: what, how long, from when, then, in the end."""
    return [
        [
            row["what"],
            duration(row),
            row["start"] if row["unit"] != Unit.UNTIL else "",
            row.get("archived", ""),
            choice(Fate, row["fate"]),
        ]
        for row in content.get("retentions") or ()
    ]


def kept(content: Content) -> list[list[Any]]:
    """The same rows, with the language of what the record itself says."""
    lang = lang_of(content)
    return [
        [
            {"text": cell, "lang": lang if place in {0, 2, 3} else ""}
            for place, cell in enumerate(row)
        ]
        for row in retentions(content)
    ]


def data(content: Content) -> list[dict[str, str]]:
    """Categories by block of the CNIL's sheet: {"term", "value"}."""
    known = terms.terms("data")
    names = [one for one in content.get("data") or () if one in known]
    return [
        {
            "term": terms.label("blocks", block, spoken()),
            "value": listed(labels("data", [n for n in names if known[n]["block"] == block])),
        }
        for block in terms.terms("blocks")
    ]


def recipients(content: Content) -> list[dict[str, str]]:
    return [
        {"term": row["name"], "value": choice(Reach, row["reach"]), "help": row.get("why", "")}
        for row in content.get("recipients") or ()
    ]


def parts(content: Content) -> list[dict[str, str]]:
    """Each partner, and after it its officer where that is published."""
    lang = lang_of(content)
    found = []
    for row in content.get("parts") or ():
        reached = listed([row.get("task", ""), row.get("contact", "")])
        found.append({"term": row["name"], "term_lang": lang, "value": part(row),
                      "help_lang": lang, "help": reached})  # fmt: skip
        if dpo := listed([row.get("dpo", ""), row.get("dpo_contact", "")]):
            term = _("Son délégué à la protection des données")
            found.append({"term": term, "value": dpo, "lang": lang})
    return found


def part(row: Content) -> str:
    """What a partner is, when the clauses that bind it were last looked at, what it keeps."""
    verified = in_words(row.get("verified_on")) if row.get("clauses") else ""
    said = _("clauses vérifiées le %(date)s") % {"date": verified} if verified else ""
    keeps: dict[bool | None, str] = {
        True: _("tient son propre registre de traitements"),
        False: _("ne tient pas de registre de traitements"),
    }
    abroad: dict[bool | None, str] = {
        True: _("envoie des données hors de l’Union européenne"),
        False: _("n’envoie pas de données hors de l’Union européenne"),
    }
    kept, sent = keeps.get(row.get("keeps_register")), abroad.get(row.get("sends_abroad"))
    return listed([choice(Part, row["part"]), said, kept or "", sent or ""])


def protected(content: Content) -> list[dict[str, str]]:
    """What each partner does to protect the data."""
    lang = lang_of(content)
    return [
        {"term": row["name"], "term_lang": lang, "value": row["words"], "lang": lang}
        for row in content.get("partner_measures") or ()
    ]


def transfers(content: Content) -> list[dict[str, str]]:
    lang = lang_of(content)
    return [
        {
            "term": row["country"],
            "term_lang": lang,
            "help_lang": lang,
            "value": choice(Mechanism, row["mechanism"]) or _("rien ne dit ce qui le permet"),
            "url": row.get("url", ""),
            "help": listed([row.get("recipient", ""), row.get("guarantees", "")]),
        }
        for row in content.get("transfers") or ()
    ]


def safeguards(content: Content) -> list[dict[str, str]]:
    lang = lang_of(content)
    return [
        {
            "term": capital(choice(Measure, row["measure"])),
            "value": row["words"] or (_("en place") if row["done"] else _("pas encore en place")),
            "lang": lang if row["words"] else "",
            "help_lang": spoken() if lang else "",
            "help": "" if row["done"] or not row["words"] else _("pas encore en place"),
        }
        for row in content.get("safeguards") or ()
    ]


def collected(content: Content) -> list[dict[str, str]]:
    """How data come in, from whom, whether one must give them."""
    mandatory, lang = content.get("mandatory"), lang_of(content)
    must = "" if mandatory is None else _("oui") if mandatory else _("non")
    methods = listed(labels("methods", content.get("methods")))
    found = [
        {"term": _("Comment on les recueille"), "value": methods},
        {"term": _("Qui d’autre les donne")} | own(content, "sources"),
        {
            "term": _("Devez-vous les donner ?"),
            "value": must,
            "help": content.get("mandatory_words", ""),
            "help_lang": lang,
        },
        {"term": _("Dire oui, puis changer d’avis")} | own(content, "consent_how"),
        {
            "term": _("Ce qui permet de traiter des données sensibles"),
            "value": choice(Special, content.get("special")),
            "help": content.get("special_text", ""),
            "help_lang": lang,
        },
        {"term": _("Ce qui permet de traiter des infractions")} | own(content, "penal_text"),
    ]
    return [fact for fact in found if fact["value"]]


def controllers(content: Content) -> list[dict[str, str]]:
    found = [
        {"term": _("Pour qui"), "value": choice(Role, content.get("role"))},
        {"term": _("Représentant")} | own(content, "representative"),
    ]
    return [fact for fact in found if fact["value"]]


def assessment(content: Content) -> dict[str, Any]:
    """Whether an impact assessment is due, why, and what is published of it."""
    held = content.get("assessment") or {}
    met = dpia.criteria(content)
    return {
        "criteria": [choice(Criterion, one) for one in met],
        "known": dpia.known(content),
        "large": figure(dpia.LARGE) if "scale" in dpia.computed(content) else "",
        "due": dpia.due(content),
        "exemption": content.get("exemption", ""),
        "state": choice(AssessmentState, held.get("state")),
        "level": {"validated": "good", "reopened": "watch"}.get(held.get("state", ""), "none"),
        "held": held,
    }


def kept_back(content: Content, called: dict[str, str]) -> list[dict[str, str]]:
    """Fields that are not published: {"term", "value", "help"}: name, ground, article."""
    grounds = content.get("kept_back") or {}
    return [
        {
            "term": capital(called.get(name, name)),
            "value": choice(Ground, ground),
            "help": ARTICLES.get(ground, ""),
        }
        for name, ground in grounds.items()
    ]


# what search reads


def search_fields(content: Content) -> dict[str, Any]:
    titles = [row["title"] for row in content.get("purposes") or ()]
    names = [row["name"] for field in ("recipients", "parts") for row in content.get(field) or ()]
    return {
        "keywords": ("RGPD", *labels("people", content.get("people"))),
        "parts": (*titles, *labels("data", content.get("data"))),
        "body": " ".join([content.get("data_words", ""), *names]),
        "facets": facets(content),
    }


def facets(content: Content) -> dict[str, list[str]]:
    """By what a processing is found in the list."""
    return {
        "concerned": content.get("people") or [],
        "basis": list(dict.fromkeys(row["basis"] for row in content.get("purposes") or ())),
        "operation": content.get("operations") or [],
        "data_category": content.get("data") or [],
        "sensitive": sensitive_facet(content),
        "dpia": list(filter(None, [dpia_facet(content)])),
        "processing_status": list(filter(None, [content.get("status")])),
        "processing_role": list(filter(None, [content.get("role")])),
    }


def sensitive_facet(content: Content) -> list[str]:
    """Nothing where the categories of data are not published."""
    if "data" not in content:
        return []
    return ["yes" if terms.sensitive(content["data"]) else "no"]


def dpia_facet(content: Content) -> str:
    """Whether an assessment is made or due; "" where what is not published decides."""
    held = (content.get("assessment") or {}).get("state")
    if held in {"validated", "reopened"}:
        return "done"
    if dpia.due(content):
        return "due"
    return "not_due" if dpia.known(content) else ""


def facet_labels(facet: str, values: list[str], lists: Mapping[str, Any]) -> dict[str, str] | None:
    """What people read for the values of this room's facets; `lists` of its other registers."""
    closed = {"basis": Basis, "processing_status": Status, "processing_role": Role, **lists}
    schemes: dict[str, terms.Scheme] = {
        "concerned": "people", "data_category": "data", "operation": "operations",
    }  # fmt: skip
    if facet in closed:
        return {value: choice(closed[facet], value) or value for value in values}
    if facet in schemes:
        return {value: terms.label(schemes[facet], value, spoken()) for value in values}
    if facet == "sensitive":
        return {"yes": _("oui"), "no": _("non")}
    if facet == "dpia":
        return {"done": _("faite"), "due": _("attendue"), "not_due": _("pas nécessaire")}
    return None
