"""One row of the national schema (etalab/schema-catalogue-donnees) as a data set."""

from __future__ import annotations

import re

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.formats import with_format
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import (
    AgentDoc,
    ContactDoc,
    DatasetDoc,
    DistributionDoc,
    PlaceDoc,
)
from parvis.catalogue.harvest.portals import described
from parvis.catalogue.harvest.portals.inventory.fields import NATIONAL
from parvis.catalogue.harvest.portals.items import LONGEST, Found, Item
from parvis.catalogue.inventory import MAIL, NOWHERE, UNSAID
from parvis.records.exchange import Row

_SEPARATORS = re.compile(r"\s*[,;|]\s*")


def national(row: Row) -> Found:
    """The schema has no identifier: the address names the set, else its title and organisation."""
    told = {name: clean(text) for name, text in row.texts.items()}
    title, organisation = told.get("titre", ""), told.get("nom_orga", "")
    url = values.web_address(told.get("url", ""))
    named = " / ".join(filter(None, (organisation, told.get("service", ""), title)))
    item = Item(url or named or f"ligne {row.number}")
    if told.get("url") and not url:
        item.note("value", "url", told["url"])
    if row.errors:
        item.note("value", "", f"ligne {row.number}")
    licence = described.licence(item, "licence", (told.get("licence", ""),))
    doc = DatasetDoc(
        uri=url,
        identifier=(url or named if title else "")[:LONGEST],
        title=item.here(title),
        description=item.here(told.get("description", "")),
        keywords=described.words(item, parts(told.get("mots_cles", ""))),
        themes=described.themes(parts(told.get("mots_cles", ""))),
        publisher=publisher(told, item),
        contacts=contacts(told, item),
        landing_pages=(url,) if url else (),
        issued=item.when("date_pub", told.get("date_pub", "")),
        modified=item.when("date_maj", told.get("date_maj", "")),
        frequency=described.named("frequency", item, told.get("freq_maj", "")),
        spatial=tuple(PlaceDoc(name=item.here(one)) for one in parts(told.get("couv_geo", ""))),
        licence=licence,
        distributions=files(told, url, licence, item),
        extras={n: text for n, text in sorted(told.items()) if text and n and extra(n)},
    )
    return Found(item, doc)


def clean(text: str) -> str:
    """A cell; what our own inventory writes for "nobody said" is nothing."""
    found = values.clean(text)
    return "" if vocabulary.fold(found) == vocabulary.fold(UNSAID) else found


def parts(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, _SEPARATORS.split(text))))


def extra(name: str) -> bool:
    return name == "si" or name not in NATIONAL


def publisher(told: dict[str, str], item: Item) -> AgentDoc | None:
    name = told.get("nom_orga", "")
    siret = re.sub(r"\s", "", told.get("siret_orga", ""))
    if siret and not re.fullmatch(r"\d{14}", siret):
        item.note("value", "siret_orga", siret)
        siret = ""
    identifier = siret or told.get("id_alt_orga", "")
    return AgentDoc(name=item.here(name), identifier=identifier) if name else None


def contacts(told: dict[str, str], item: Item) -> tuple[ContactDoc, ...]:
    """The service with its address, and the person's address when it is another."""
    found: list[ContactDoc] = []
    mails: list[str] = []
    for name in ("contact_service", "contact_personne"):
        mail = told.get(name, "").removeprefix("mailto:")
        if mail and not MAIL.fullmatch(mail):
            item.note("value", name, mail)
        elif mail and mail not in mails:
            mails.append(mail)
    service = item.here(told.get("service", "") or told.get("nom_orga", ""))
    for mail in mails or ([""] if told.get("service") else []):
        found.append(ContactDoc(name=service, email=mail))
    return tuple(found)


def files(
    told: dict[str, str], url: str, licence: Named | None, item: Item
) -> tuple[DistributionDoc, ...]:
    """The one address of the row; several formats there are told by its title."""
    formats = [one for one in parts(told.get("format", "")) if one != NOWHERE]
    if not url or not formats:
        return ()
    kind, media = described.format_words(item, *formats) if len(formats) == 1 else (None, "")
    title = item.here(", ".join(formats))
    doc = DistributionDoc(
        access_urls=(url,), title=title, format=kind, media_type=media, licence=licence
    )
    return (with_format(doc) if kind or media else doc,)
