"""The catalogue as the State asks for it: etalab/schema-catalogue-donnees 0.3.0, a row a data set.

Pure: projections go in, rows of text come out. A column that must be filled and about which the
record says nothing holds UNSAID, so that the file is valid and the gap is seen.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from parvis.catalogue import access
from parvis.catalogue.columns import first_text
from parvis.design.text import capital, plain

Content = Mapping[str, Any]
UNSAID = "non renseigné"
NOWHERE = "aucun fichier publié"  # what is listed and not open
REQUIRED = (
    "titre", "description", "mots_cles", "nom_orga", "service", "contact_personne", "couv_geo",
    "format",
)  # fmt: skip
COLUMNS = (
    "titre", "description", "mots_cles", "nom_orga", "siret_orga", "id_alt_orga", "service", "si",
    "contact_service", "contact_personne", "date_pub", "date_maj", "freq_maj", "couv_geo", "url",
    "format", "licence",
)  # fmt: skip
MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


def row(
    content: Content,
    *,
    organisation: Content,
    parent: Content,
    application: str,
    url: str,
    contact: str,
    label: Callable[[str, str], str],
) -> dict[str, str]:
    """One row. `parent` is the organisation that the service is part of ({} when it is none);
    `contact` the address to write to where nobody is named; `label` words a term of a scheme."""
    whole = parent or organisation
    number = siret(whole)
    mail = address(organisation.get("contact") or "")
    licence, frequency = content.get("licence") or "", content.get("frequency") or ""
    filled = {
        "titre": content.get("title") or "",
        "description": description(content, label),
        "mots_cles": ",".join(word.replace(",", " ") for word in content.get("keywords") or ()),
        "nom_orga": whole.get("title") or "",
        "siret_orga": number,
        "id_alt_orga": "" if number else whole.get("identifier") or "",
        "service": organisation.get("title") or "",
        "si": application,
        "contact_service": mail,
        "contact_personne": to_write(content, organisation)[1] or contact,
        "date_pub": date(content.get("issued") or ""),
        "date_maj": date(content.get("modified") or ""),
        "freq_maj": label("frequency", frequency) if frequency else "",
        "couv_geo": places(content),
        "url": url,
        "format": formats(content, label),
        "licence": label("licence", licence) if licence else "",
    }
    return filled | {name: filled[name] or UNSAID for name in REQUIRED}


def description(content: Content, label: Callable[[str, str], str]) -> str:
    """What the record says, and for data that are not open, who may have them, why, by which law.

    The schema has no column for it.
    """
    told = plain(content.get("summary") or "") or content.get("plain_summary") or ""
    level = access.level(content)
    who = f"Données {label('access-level', level)}." if level not in ("", "open") else ""
    laws = "".join(
        f" {capital(reason.label)} : {reason.article}."
        for reason in access.named(content.get("legal_reasons") or ())
    ).strip()
    return " ".join(filter(None, [told, who, content.get("why_not_open") or "", laws]))


def formats(content: Content, label: Callable[[str, str], str]) -> str:
    forms = content.get("distributions") or ()
    found = [label("format", form["format"]) for form in forms if form.get("format")]
    words = (word.replace(",", " ") for word in found)
    return ",".join(dict.fromkeys(words)) or ("" if forms else NOWHERE)


def places(content: Content) -> str:
    found = [first_text(place.get("name") or {}) for place in content.get("spatial") or ()]
    return ", ".join(dict.fromkeys(filter(None, found)))


def to_write(content: Content, organisation: Content) -> tuple[str, str]:
    """Whom to write to about a data set, and at which address: the first contact of the record,
    else the organisation that answers for it; ("", "") where no address is public."""
    for one in content.get("contacts") or ():
        if mail := address(one.get("email") or ""):
            said = first_text(one.get("name") or {}) or first_text(one.get("organisation") or {})
            return said or organisation.get("title") or mail, mail
    mail = address(organisation.get("contact") or "")
    return (organisation.get("title") or mail, mail) if mail else ("", "")


def address(text: str) -> str:
    text = text.removeprefix("mailto:").strip()
    return text if MAIL.fullmatch(text) else ""


def date(moment: str) -> str:
    """The schema wants a whole date: a year or a month alone is none."""
    try:
        return dt.date.fromisoformat(moment[:10]).isoformat() if moment[4:5] == "-" else ""
    except ValueError:
        return ""


def siret(organisation: Content) -> str:
    """The 14 digits, when their check digit is right (INSEE: Luhn; La Poste sums to five)."""
    text = organisation.get("identifier") or ""
    if not (len(text) == 14 and text.isascii() and text.isdigit()):
        return ""
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(text))]
    right = sum(d - 9 * (d > 9) for d in doubled) % 10 == 0
    post = text.startswith("356000000") and sum(map(int, text)) % 5 == 0
    return text if right or post else ""
