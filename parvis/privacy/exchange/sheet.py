"""The register as a table: the columns of article 30 of the GDPR, one line a processing.

The CNIL's simplified sheet of 2019 names these headings; its file (.ods) makes a form of each
processing, which `cnil` reads. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.privacy import terms
from parvis.privacy.notices import words
from parvis.privacy.notices.facts import Facts, Say
from parvis.records.problems import gettext_noop as _

Content = Mapping[str, Any]
BETWEEN = " ; "
BLOCKS = (
    *("identity", "personal", "professional", "economic"),
    *("connection", "location", "internet", "other", "sensitive"),
)
MEASURES = {
    "access": _("Sécurité : contrôle d’accès"),
    "trace": _("Sécurité : traçabilité"),
    "software": _("Sécurité : protection des logiciels"),
    "backup": _("Sécurité : sauvegarde"),
    "encryption": _("Sécurité : chiffrement"),
    "processors": _("Sécurité : contrôle des sous-traitants"),
    "people": _("Sécurité : personnes habilitées"),
    "other": _("Sécurité : autres mesures"),
}
HEADINGS = {
    "reference": _("Référence"),
    "created": _("Date de création"),
    "updated": _("Date de mise à jour"),
    "activity": _("Activité"),
    "software": _("Logiciels"),
    "role": _("Responsable ou sous-traitant"),
    "controller": _("Responsable du traitement"),
    "contact": _("Coordonnées du responsable"),
    "joint": _("Responsables conjoints"),
    "principals": _("Pour le compte de"),
    "representative": _("Représentant"),
    "officer": _("Délégué à la protection des données"),
    "main": _("Objectif principal"),
    "aims": _("Sous-finalités"),
    "grounds": _("Bases légales"),
    "operations": _("Ce qu’on fait des données"),
    "people": _("Catégories de personnes"),
    "words": _("Données en détail"),
    "exception": _("Ce qui permet les données sensibles"),
    "sources": _("Source des données"),
    "kept": _("Durées de conservation"),
    "internal": _("Destinataires internes"),
    "external": _("Destinataires externes"),
    "processors": _("Sous-traitants"),
    "processors_measures": _("Sous-traitants : mesures de sécurité"),
    "processors_register": _("Sous-traitants : registre tenu"),
    "processors_abroad": _("Sous-traitants : données hors de l’Union européenne"),
    "processors_dpo": _("Sous-traitants : délégué à la protection des données"),
    "countries": _("Transferts hors de l’Union européenne : pays"),
    "guarantees": _("Transferts : garanties"),
    "links": _("Transferts : liens"),
    "page": _("Fiche publique"),
    "kept_back": _("Non publié, et pourquoi"),
}
DATA = {
    "identity": _("Données : état civil, identité"),
    "personal": _("Données : vie personnelle"),
    "professional": _("Données : vie professionnelle"),
    "economic": _("Données : informations économiques"),
    "connection": _("Données : connexion"),
    "location": _("Données : localisation"),
    "internet": _("Données : internet"),
    "other": _("Données : autres"),
    "sensitive": _("Données sensibles"),
}


@dataclass(frozen=True)
class Entry:
    """One published processing: its projection, its facts in words, what is tied to it."""

    content: Content
    facts: Facts
    created: str
    updated: str
    software: Sequence[str] = ()
    kept_back: Sequence[str] = ()
    role: str = ""


def columns() -> list[str]:
    """Names of the columns, in order: data blocks after their details, security after transfers."""
    names = list(HEADINGS)
    at, end = names.index("words"), names.index("page")
    return [
        *names[:at], *(f"data_{one}" for one in BLOCKS), *names[at:end],
        *(f"safe_{one}" for one in MEASURES), *names[end:],
    ]  # fmt: skip


def headings(say: Say) -> dict[str, str]:
    """What people read above each column."""
    said = {name: say(text) for name, text in HEADINGS.items()}
    said |= {f"data_{name}": say(text) for name, text in DATA.items()}
    return said | {f"safe_{name}": say(text) for name, text in MEASURES.items()}


def row(entry: Entry, say: Say, language: str) -> dict[str, str]:
    """The cells of one processing, by column; what is not published is empty."""
    content, facts = entry.content, entry.facts
    aims = [one.text for one in facts.aims or ()]
    found = {
        "reference": content["slug"],
        "created": entry.created,
        "updated": entry.updated,
        "activity": facts.title,
        "software": BETWEEN.join(entry.software),
        "role": entry.role,
        "controller": facts.controller,
        "contact": facts.contact,
        "joint": BETWEEN.join(partners(content, "joint")),
        "principals": BETWEEN.join(partners(content, "principal")),
        "representative": content.get("representative") or "",
        "officer": facts.officer,
        "main": aims[0] if aims else "",
        "aims": BETWEEN.join(aims[1:]),
        "grounds": BETWEEN.join(grounds(facts)),
        "operations": BETWEEN.join(operations(content, language)),
        "people": BETWEEN.join(facts.people or ()),
        "words": content.get("data_words") or "",
        "exception": facts.exception,
        "sources": BETWEEN.join(facts.sources),
        "kept": BETWEEN.join(words.kept(one, say) for one in facts.kept or ()),
        "processors": BETWEEN.join(facts.processors),
        "countries": BETWEEN.join(one.country for one in facts.abroad or ()),
        "guarantees": BETWEEN.join(filter(None, (one.protection for one in facts.abroad or ()))),
        "links": BETWEEN.join(filter(None, (one.url for one in facts.abroad or ()))),
        "page": facts.page_url,
        "kept_back": BETWEEN.join(entry.kept_back),
    }
    found |= dict(processors(content, say))
    found |= dict(recipients(content)) | dict(blocks(content, language)) | dict(safeguards(content))
    return found


def grounds(facts: Facts) -> Iterator[str]:
    """Each legal basis once, with what the register says of it."""
    said = (" : ".join(filter(None, [one.basis, one.why])) for one in facts.aims or ())
    yield from dict.fromkeys(filter(None, said))


def partners(content: Content, part: str) -> Iterator[str]:
    """Those who answer with us, or for whom we work, and how to reach them (30(1)(a), 30(2)(a))."""
    for row in content.get("parts") or ():
        if row["part"] == part:
            yield f"{row['name']} ({row['contact']})" if row.get("contact") else row["name"]


def operations(content: Content, language: str) -> Iterator[str]:
    for one in content.get("operations") or ():
        yield terms.label("operations", one, language)


def processors(content: Content, say: Say) -> Iterator[tuple[str, str]]:
    """What is published of those who work for us, each after its name: « Repas du Sud : oui »."""
    rows = [one for one in content.get("parts") or () if one["part"] == "processor"]
    said = {None: "", True: say(_("oui")), False: say(_("non"))}
    measures = {one["name"]: one["words"] for one in content.get("partner_measures") or ()}
    told: Mapping[str, Callable[[Content], str]] = {
        "measures": lambda row: measures.get(row["name"], ""),
        "register": lambda row: said[row.get("keeps_register")],
        "abroad": lambda row: said[row.get("sends_abroad")],
        "dpo": lambda row: ", ".join(filter(None, (row.get("dpo"), row.get("dpo_contact")))),
    }
    for name, tell in told.items():
        pairs = ((row["name"], tell(row)) for row in rows)
        yield f"processors_{name}", BETWEEN.join(f"{who} : {what}" for who, what in pairs if what)


def recipients(content: Content) -> Iterator[tuple[str, str]]:
    for reach in ("internal", "external"):
        names = [one["name"] for one in content.get("recipients") or () if one["reach"] == reach]
        yield reach, BETWEEN.join(names)


def blocks(content: Content, language: str) -> Iterator[tuple[str, str]]:
    """The categories of data under the block of the sheet that holds them."""
    known, held = terms.terms("data"), content.get("data") or ()
    for block in BLOCKS:
        mine = [one for one in held if known.get(one, {}).get("block", "other") == block]
        said = BETWEEN.join(terms.label("data", one, language) for one in mine)
        yield f"data_{block}", said


def safeguards(content: Content) -> Iterator[tuple[str, str]]:
    """What is in place of each block of security; its words, else a plain yes."""
    held: dict[str, list[str]] = {name: [] for name in MEASURES}
    for one in content.get("safeguards") or ():
        if one["done"]:
            held[one["measure"]].append(one["words"] or "oui")
    yield from ((f"safe_{name}", BETWEEN.join(said)) for name, said in held.items())
