"""From DCAT documents to records of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.text import slugify

from parvis.catalogue import access, columns, dictionary, marks
from parvis.catalogue.columns import Plain
from parvis.catalogue.dcat.model import AgentDoc, CatalogueDoc, DatasetDoc, ServiceDoc
from parvis.catalogue.models import (
    Catalogue,
    DataService,
    Dataset,
    DatasetSeries,
    Distribution,
    TableColumn,
)
from parvis.organisations.models import Organisation
from parvis.records import bulk

OWN = re.compile(r"/id/(?P<type>[a-z]+)/(?P<slug>[a-z0-9][a-z0-9._~-]*)\Z")
SPEAKING = re.compile(r"(?=.*[a-z]{3})[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST_TITLE = 500
LONGEST_SLUG = 200
LONGEST_KEY = 500  # of an organisation's address or name at the source


def shown(texts: Mapping[str, str]) -> str:
    return columns.first_text(texts).strip()


def own_slug(uri: str, kind: str) -> str:
    """The slug in one of our own addresses `…/id/<kind>/<slug>`, else ""."""
    if not uri.startswith(f"{settings.PARVIS_BASE_URL}/id/"):
        return ""
    match = OWN.search(uri)
    ours = match and match["type"] == kind and len(match["slug"]) <= LONGEST_SLUG
    return match["slug"] if match and ours else ""


def resource(
    record: Dataset | DatasetSeries | DataService,
    said: Plain,
    identifier: str,
    known: Mapping[str, Distribution],
    described: Sequence[TableColumn] = (),
) -> None:
    """Write what the source says (a document as `to_plain` gives it) into a record, new or known;
    `known`: its distributions by URI, `described`: its columns."""
    plain = dict(said)
    for name in ("publisher", "distributions", "uri", "identifier"):
        plain.pop(name, None)
    texts(record, plain)
    before = left_to_stewards(record)
    values, record.more = columns.take(record.columns, plain)
    for name, value in values.items():
        setattr(record, name, value)
    if isinstance(record, Dataset):
        columns.decided(record, left_to_stewards(record), before)
    record.identifier, record.uri = identifier, said.get("uri", "")
    slug = record.slug or own_slug(record.uri, record.record_type) or slug_of(said)
    record.slug = "" if slug in record.kept_slugs else slug
    if isinstance(record, Dataset):
        rows = [distribution(one, known) for one in said.get("distributions", ())]
        record.distributions = named(rows)
        record.dictionary = dictionary.merged(said.get("columns", ()), described)


def left_to_stewards(record: Dataset | DatasetSeries | DataService) -> dict[str, Any]:
    """What the source last said of the columns that a steward may decide."""
    more = record.more
    personal = more.get("personal_data")
    return {
        "personal_data": personal,
        "why_not_open": columns.first_text(more.get("why_not_open", {})),
        "access_level": access.read_level(record.access_rights, personal),
        "hvd_categories": more.get("hvd_categories", []),
        "inspire_themes": marks.inspire(record.original_themes),
    }


def texts(record: Any, plain: dict[str, Any]) -> None:
    """Title and description in the source's language, the others as translations."""
    titles, descriptions = plain.pop("title", {}), plain.pop("description", {})
    language = "fr" if "fr" in titles or not titles else next(iter(titles))
    record.source_language = language if language in dict(settings.LANGUAGES) else "fr"
    record.title = shown(titles)[:LONGEST_TITLE]
    record.summary = columns.first_text(descriptions, language)
    others = {*titles, *descriptions} - {language}
    record.translations = {
        other: {
            name: said[other]
            for name, said in (("title", titles), ("summary", descriptions))
            if other in said
        }
        for other in sorted(others)
    }


def slug_of(said: Plain) -> str:
    """The source's own short name when its address ends with one, so that old links are known."""
    for address in (said.get("uri", ""), *said.get("landing_pages", ())):
        last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
        if SPEAKING.fullmatch(last) and len(last) <= 200:
            return last
    return ""


def distribution(said: Plain, known: Mapping[str, Distribution]) -> Distribution:
    plain = dict(said)
    uri = plain.pop("uri", "")
    address = next(iter(said.get("access_urls", ())), "")
    row = known.get(uri or address) or Distribution()
    values, row.more = columns.take(columns.DISTRIBUTION, plain)
    for name, value in values.items():
        setattr(row, name, value)
    row.uri = uri
    row.short = row.short or own_slug(uri, "distribution").rpartition("--")[2][:40]
    return row


def named(rows: list[Distribution]) -> list[Distribution]:
    """Give each distribution that has none a short name of its own: "csv", "json", "json-2"."""
    taken = {row.short for row in rows if row.short}
    for row in rows:
        if not row.short:
            stem = slugify(row.format.rpartition("/")[2])[:30] or "fichier"
            names = (stem, *(f"{stem}-{n}" for n in range(2, len(rows) + 2)))
            row.short = next(name for name in names if name not in taken)
            taken.add(row.short)
    return rows


def agent_key(agent: AgentDoc) -> str:
    return (agent.uri or shown(agent.name))[:LONGEST_KEY]


def publishers(docs: Sequence[DatasetDoc | ServiceDoc]) -> dict[str, Organisation]:
    """The organisation of each publisher named by the documents, made when it is new."""
    found, agents = known_publishers(docs), agents_of(docs)
    fresh = [new_organisation(agents[key], key) for key in agents if key not in found]
    bulk.save_many(fresh, why="")
    return found | {organisation.source_uri: organisation for organisation in fresh}


def agents_of(docs: Sequence[DatasetDoc | ServiceDoc]) -> dict[str, AgentDoc]:
    agents = {agent_key(doc.publisher): doc.publisher for doc in docs if doc.publisher}
    agents.pop("", None)
    return agents


def known_publishers(docs: Sequence[DatasetDoc | ServiceDoc]) -> dict[str, Organisation]:
    """Those of the publishers that have an organisation here, by address or by name."""
    agents = agents_of(docs)
    found = {o.source_uri: o for o in Organisation.objects.filter(source_uri__in=agents)}
    missing = [key for key in agents if key not in found]
    titles = {shown(agents[key].name)[:LONGEST_TITLE]: key for key in missing}
    slugs = {own_slug(key, "organisation"): key for key in missing}
    for organisation in Organisation.objects.filter(slug__in=filter(None, slugs)):
        found[slugs[organisation.slug]] = organisation
    for organisation in Organisation.objects.filter(title__in=filter(None, titles)):
        found.setdefault(titles[organisation.title], organisation)
    return found


def new_organisation(agent: AgentDoc, key: str) -> Organisation:
    return Organisation(
        title=(shown(agent.name) or key)[:LONGEST_TITLE],
        slug=own_slug(key, "organisation"),
        website=agent.homepage if len(agent.homepage) <= 200 else "",
        contact=agent.email if len(agent.email) <= 254 else "",
        source_uri=key,
    )


def new_catalogue(doc: CatalogueDoc, key: str) -> Catalogue:
    """The portal as a record: its title, or the name of its site when it has none."""
    host = urlsplit(doc.homepage or doc.uri).hostname or key
    title = shown(doc.title)
    speaking = title if " " in title else f"{title or 'Portail'} ({host})"
    return Catalogue(
        title=speaking[:LONGEST_TITLE],
        summary=shown(doc.description),
        homepage=doc.homepage if len(doc.homepage) <= 500 else "",
        uri=key,
    )


def catalogue_organisation(doc: CatalogueDoc, title: str) -> Organisation:
    """Who answers for a portal: its publisher, else an organisation named after it."""
    agent = doc.publisher or AgentDoc(name={"fr": title})
    key = agent_key(agent)
    known = Organisation.objects.filter(source_uri=key).first()
    known = known or Organisation.objects.filter(title=shown(agent.name)[:LONGEST_TITLE]).first()
    if known:
        return known
    organisation = new_organisation(agent, key)
    bulk.save_many([organisation])
    return organisation
