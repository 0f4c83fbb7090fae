"""Published records of the catalogue as DCAT documents: what `/catalog` and `/id/` give.

`harvest/fill.py` is the way in; the two are each other's inverse on what DCAT-AP can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from pyoxigraph import Triple

from parvis.catalogue import access, columns, dcat, marks
from parvis.catalogue.dcat.model import (
    AgentDoc,
    CatalogueDoc,
    DatasetDoc,
    DistributionDoc,
    SeriesDoc,
    ServiceDoc,
    ViewDoc,
)
from parvis.catalogue.dcat.plain import from_plain
from parvis.records.audience import VISITOR, Audience
from parvis.records.models import Published

BATCH = 500
FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"


def identifier(kind: str, slug: str) -> str:
    """The stable URI of a record."""
    return f"{settings.PARVIS_BASE_URL}/id/{kind}/{slug}"


Ends = Mapping[str, Published]  # by uuid: what data sets are tied to, as far as one may see it


def dataset_doc(row: Published, publisher: Published | None, ends: Ends = {}) -> DatasetDoc:  # noqa: B006
    content = row.content
    plain = lineage(resource(row, columns.DATASET) | granted(content), content, ends)
    forms = [distribution(content, item) for item in content.get("distributions", ())]
    plain |= {"distributions": forms, "original_themes": marks.themes_out(content)}
    if categories := marks.hvd(content):
        plain = marks.under_law(plain) | {"hvd_categories": categories}
        plain["distributions"] = [marks.under_law(form) for form in forms]
    return from_plain(DatasetDoc, with_publisher(plain, publisher))


def series_doc(row: Published, publisher: Published | None) -> SeriesDoc:
    return from_plain(SeriesDoc, with_publisher(resource(row, columns.DATASET), publisher))


def lineage(plain: dict[str, Any], content: Mapping[str, Any], ends: Ends) -> dict[str, Any]:
    """The series it is in and the sets it is made from, by our own addresses; how, in words.

    A series of ours takes the place of the address that the source gave it.
    """
    found: dict[str, list[str]] = {"in_series": [], "derived_from": []}
    for edge in content.get("links") or ():
        if edge[0] in found and (end := ends.get(edge[1])):
            found[edge[0]].append(identifier(end.type, end.slug))
    made: dict[str, Any] = {}
    if found["in_series"]:
        made["in_series"] = sorted(found["in_series"])
    if found["derived_from"]:
        made["sources"] = sorted({*plain.get("sources", ()), *found["derived_from"]})
    if content.get("process"):
        said = {"labels": {content.get("language", "fr"): content["process"]}}
        made["provenance"] = [*plain.get("provenance", ()), said]
    return plain | made


def tied(batch: Iterable[Published], audience: Audience) -> dict[str, Published]:
    """Series and sets that the rows of a batch are tied to: one query, none when there are none."""
    edges = (edge for row in batch for edge in row.content.get("links") or ())
    wanted = {edge[1] for edge in edges if edge[0] in ("in_series", "derived_from")}
    if not wanted:
        return {}
    return {str(row.uuid): row for row in Published.objects.visible(audience).filter(pk__in=wanted)}


def granted(content: Mapping[str, Any]) -> dict[str, Any]:
    """Access rights in the EU's terms, and the law that they come from."""
    said = content.get("more", {}).get("rights", [])
    ours = [
        {"uri": f"{settings.PARVIS_BASE_URL}/id/dataset/{content['slug']}#{reason.code}",
         "labels": {"fr": f"{reason.label} ({reason.article}). {reason.meaning}"}}
        for reason in access.named(content.get("legal_reasons", ()))
    ]  # fmt: skip
    rights = access.rights(content)
    same = rights == (content.get("access_rights") or "")
    found = {} if same else {"access_rights": columns.uri_named(rights)}
    return found | ({"rights": [*said, *ours]} if ours else {})


def service_doc(row: Published, publisher: Published | None) -> ServiceDoc:
    return from_plain(ServiceDoc, with_publisher(resource(row, columns.SERVICE), publisher))


def resource(row: Published, table: Mapping[str, columns.Column]) -> dict[str, Any]:
    """What a data set and a service have in common, as plain values of their document."""
    content = row.content
    plain = columns.give(table, content, content.get("more", {}))
    uri = identifier(row.type, row.slug)
    said = content.get("identifier") or uri
    origin = content.get("uri", "")
    if origin and origin not in (said, uri):
        plain["other_identifiers"] = [*plain.get("other_identifiers", []), origin]
    plain.setdefault("issued", row.first_published.isoformat(timespec="seconds"))
    plain.setdefault("modified", row.updated.isoformat(timespec="seconds"))
    texts = {"title": "title", "description": "summary"}
    for field, name in texts.items():
        plain[field] = spoken(content, name)
    if not plain["description"]:
        plain["description"] = spoken(content, "plain_summary") or plain["title"]
    return plain | {"uri": uri, "identifier": said}


def spoken(content: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text in every language it is written in."""
    own = {content.get("language", "fr"): content[name]} if content.get(name) else {}
    others = content.get("translations", {}).items()
    return own | {language: said[name] for language, said in others if said.get(name)}


def with_publisher(plain: dict[str, Any], publisher: Published | None) -> dict[str, Any]:
    if publisher is None:
        return plain
    content = publisher.content
    agent = {
        "uri": identifier("organisation", publisher.slug),
        "name": {"fr": publisher.title},
        "homepage": content.get("website", ""),
        "email": content.get("contact", ""),
    }
    return plain | {"publisher": agent}


def distribution(content: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    plain = columns.give(columns.DISTRIBUTION, item, item.get("more", {}))
    slug = f"{content['slug']}--{item['short']}"
    return plain | {"uri": identifier("distribution", slug)}


def catalogue_doc(**parts: Any) -> CatalogueDoc:
    """Our own catalogue, with what `parts` lists."""
    base = settings.PARVIS_BASE_URL
    title = f"{settings.PARVIS_SITE_NAME} – {settings.PARVIS_TERRITORY}"
    return CatalogueDoc(
        uri=f"{base}/catalog",
        title={"fr": title},
        description={
            "fr": f"Toutes les données de {settings.PARVIS_TERRITORY} : ce qui est publié, par qui "
            "et sous quelle forme."
        },
        publisher=AgentDoc(uri=f"{base}/catalog#publisher", name={"fr": settings.PARVIS_TERRITORY}),
        homepage=f"{base}/",
        languages=(FRENCH,),
        **parts,
    )


def rows(kind: str, audience: Audience = VISITOR) -> Any:
    return Published.objects.visible(audience).filter(type=kind).order_by("slug")


def publishers(audience: Audience = VISITOR) -> dict[UUID | None, Published]:
    """Every organisation that may be named as publisher, by uuid."""
    found = Published.objects.visible(audience, archived=True).filter(type="organisation")
    return {row.uuid: row for row in found}


def datasets(
    chosen: Iterable[Published],
    agents: Mapping[UUID | None, Published],
    audience: Audience = VISITOR,
) -> Iterator[DatasetDoc]:
    """Documents of rows, in batches."""
    left = iter(chosen)
    while batch := list(islice(left, BATCH)):
        ends = tied(batch, audience)
        for row in batch:
            yield dataset_doc(row, agents.get(row.organisation), ends)


def series(agents: Mapping[UUID | None, Published], audience: Audience) -> tuple[SeriesDoc, ...]:
    found = rows("series", audience)
    return tuple(series_doc(row, agents.get(row.organisation)) for row in found)


def whole(audience: Audience = VISITOR) -> Iterator[Triple]:
    """The whole catalogue."""
    agents = publishers(audience)
    services = [service_doc(row, agents.get(row.organisation)) for row in rows("service", audience)]
    found = dict(rows("dataset", audience).values_list("pk", "slug"))
    rest = {"series": series(agents, audience), "services": tuple(services)}
    return written(found, agents, audience, **rest)


def listing(chosen: list[UUID], audience: Audience) -> Iterator[Triple]:
    """A catalogue of some data sets, in this order."""
    names: dict[UUID, str] = {}
    for start in range(0, len(chosen), BATCH):
        some = Published.objects.visible(audience).filter(pk__in=chosen[start : start + BATCH])
        names |= dict(some.values_list("pk", "slug"))
    found = {pk: names[pk] for pk in chosen if pk in names}
    return written(found, publishers(audience), audience)


def written(
    found: Mapping[UUID, str], agents: Mapping[UUID | None, Published], audience: Audience,
    **rest: Any,
) -> Iterator[Triple]:  # fmt: skip
    """Our catalogue of data sets {uuid: slug} and of the `rest`. A data set is read when it is
    written: one that is taken back meanwhile is left out."""
    sets = datasets(in_turn(list(found), audience), agents, audience)
    listed = (identifier("dataset", slug) for slug in found.values())
    return dcat.to_rdf(catalogue_doc(**rest), sets, listed)


def in_turn(found: list[UUID], audience: Audience) -> Iterator[Published]:
    visible = Published.objects.visible(audience)
    for start in range(0, len(found), BATCH):
        known = visible.in_bulk(found[start : start + BATCH])
        yield from (known[pk] for pk in found[start : start + BATCH] if pk in known)


def page(number: int, size: int, audience: Audience = VISITOR) -> CatalogueDoc | None:
    """One Hydra page (from 1), services on the first; None beyond the last."""
    chosen = rows("dataset", audience)
    total = chosen.count()
    last = max(1, -(-total // size))
    if not 1 <= number <= last:
        return None
    agents = publishers(audience)
    start = (number - 1) * size
    listed = tuple(datasets(chosen[start : start + size], agents, audience))
    services = rows("service", audience) if number == 1 else ()
    return catalogue_doc(
        datasets=listed,
        series=series(agents, audience) if number == 1 else (),
        services=tuple(service_doc(row, agents.get(row.organisation)) for row in services),
        view=view(number, last, total),
    )


def view(number: int, last: int, total: int) -> ViewDoc:
    def address(page: int) -> str:
        return f"{settings.PARVIS_BASE_URL}/catalog?page={page}"

    return ViewDoc(
        uri=address(number),
        first=address(1),
        previous=address(number - 1) if number > 1 else "",
        next=address(number + 1) if number < last else "",
        last=address(last),
        total=total,
    )


def one(row: Published, agents: Mapping[UUID | None, Published]) -> CatalogueDoc | None:
    """A document that holds one record alone, for its own URI."""
    publisher = agents.get(row.organisation)
    if row.type == "dataset":
        return catalogue_doc(datasets=(dataset_doc(row, publisher, tied([row], VISITOR)),))
    if row.type == "series":
        return catalogue_doc(series=(series_doc(row, publisher),))
    if row.type == "service":
        return catalogue_doc(services=(service_doc(row, publisher),))
    return None


def distribution_doc(row: Published, short: str) -> DistributionDoc | None:
    """One distribution of a published data set by the end of its address."""
    for item in row.content.get("distributions", ()):
        if item["short"] == short:
            return from_plain(DistributionDoc, distribution(row.content, item))
    return None
