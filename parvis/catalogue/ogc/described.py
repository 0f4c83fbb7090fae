"""What a collection is: a data set whose rows are open to all, told as OGC API Features does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.catalogue import access, unchanged, words
from parvis.catalogue.explore import described as metadata
from parvis.catalogue.explore import found
from parvis.catalogue.explore.asked import shown
from parvis.catalogue.explore.described import Described
from parvis.catalogue.explore.records import Opened, given
from parvis.catalogue.ogc import asked
from parvis.catalogue.ogc.crs import CRS84, OFFERED
from parvis.catalogue.ogc.door import GEOJSON, HTML, JSON, ROOT, SCHEMA, Plain, link
from parvis.catalogue.ogc.problems import OgcProblem
from parvis.lake import rows as lake
from parvis.lake.models import Pointer, Version
from parvis.lake.query.policy import PUBLIC
from parvis.lake.query.schema import Column, Type
from parvis.records.audience import Audience, audience_of
from parvis.records.models import Published
from parvis.records.projection import View, public_views

BATCH = 200
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
TYPES: dict[Type, Plain] = {
    Type.TEXT: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.NUMBER: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.DATETIME: {"type": "string", "format": "date-time"},
    Type.POINT: {"format": "geometry-point"},
    Type.SHAPE: {"format": "geometry-any"},
}


@dataclass(frozen=True)
class Collection:
    view: View
    source: Opened

    @property
    def path(self) -> str:
        return f"{ROOT}/collections/{self.view.slug}"


def collection(request: HttpRequest, name: str) -> Collection:
    """One collection; also by the identifier of its portal or a former slug. Raises OgcProblem,
    ExploreProblem where its rows are not given."""
    key = ("collection", name, get_language())
    row, view, version = unchanged.once(request, key, lambda: readable(request, name))
    return Collection(view, given(request, row, name, version))


def readable(request: HttpRequest, name: str) -> tuple[Published, View, Version | None]:
    """A data set, its view, and the version of its rows that readers get."""
    audience = audience_of(request)
    row = found.named(name, audience)
    if row is None:
        raise OgcProblem("collection", value=shown(name))
    (view,) = public_views([row], audience)
    return row, view, lake.current(row.uuid)


def collections(audience: Audience, after: str) -> Iterator[Collection]:
    """Those that an audience sees, by their slugs, from the one that follows `after`."""
    while True:
        rows = list(
            Published.objects.visible(audience)
            .filter(type="dataset", pk__in=Pointer.objects.values("dataset"), slug__gt=after)
            .order_by("slug")[:BATCH]
        )
        open_ = [row for row in rows if access.open_to_all(row.content)]
        versions = metadata.pointers(row.pk for row in open_)
        views = {view.uuid: view for view in public_views(open_, audience)}
        for row in open_:
            if row.pk in versions and row.pk in views:
                yield Collection(
                    views[row.pk], Opened(row, row.slug, versions[row.pk].version, PUBLIC)
                )
        if len(rows) < BATCH:
            return
        after = rows[-1].slug


def document(one: Collection) -> Plain:
    """A collection as the list and its own address give it, without what links to the list."""
    told: Plain = {
        "id": one.view.slug,
        "title": one.view.title,
        "description": one.view.lead,
        "itemType": "feature",
        "links": links(one),
        "crs": [crs.uri for crs in OFFERED],
        "storageCrs": CRS84.uri,
    }
    if extent := extent_of(one.source):
        told["extent"] = extent
    return told


def links(one: Collection) -> list[Plain]:
    view, path = one.view, one.path
    found_ = [
        link("items", f"{path}/items", GEOJSON, _("Les objets en GeoJSON"), [("f", "json")]),
        link("items", f"{path}/items", HTML, _("Les objets en page"), [("f", "html")]),
        link("http://www.opengis.net/def/rel/ogc/1.0/queryables", f"{path}/queryables", SCHEMA,
             _("Les colonnes que l’on peut filtrer"), [("f", "json")]),
        link("http://www.opengis.net/def/rel/ogc/1.0/schema", f"{path}/schema", SCHEMA,
             _("Les colonnes et leurs types"), [("f", "json")]),
        link("describedby", f"/id/dataset/{view.slug}", HTML, _("La fiche de ce jeu de données")),
        link("enclosure", f"/api/explore/v2.1/catalog/datasets/{view.slug}/exports/parquet",
             "application/vnd.apache.parquet", _("Toutes les lignes en Parquet")),
    ]  # fmt: skip
    if one.source.place():
        found_.append(
            link(
                "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                f"{path}/tiles",
                JSON,
                _("Les tuiles vectorielles"),
                [("f", "json")],
            )
        )
    licence = view.content.get("licence") or ""
    if "://" in licence:
        found_.append(link("license", licence, HTML, words.worded("licence", licence)))
    return found_


def extent_of(source: Opened) -> Plain:
    """Where and when the rows are, as far as the profile tells."""
    found_: Plain = {}
    if bounds := source.extent():
        found_["spatial"] = {"bbox": [list(bounds)], "crs": CRS84.uri}
    dated = asked.moment(source.schema)
    ends = source.profile().get(dated.name, {}) if dated else {}
    if ends.get("least"):
        interval = [instant(ends["least"], time.min), instant(ends["most"], time.max)]
        found_["temporal"] = {"interval": [interval], "trs": GREGORIAN}
    return found_


def instant(text: str, of_day: time) -> str:
    """What a profile writes as its engine does, in RFC 3339. A day is told by the moment `of_day`
    in UTC, as `datetime` reads it; an instant that names no zone is by the clock of the territory,
    as rows are read."""
    if len(text) == 10:
        return f"{text}T{of_day:%H:%M:%S}Z"
    found_ = datetime.fromisoformat(text)
    aware = found_ if found_.tzinfo else found_.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def schema(one: Collection, path: str) -> Plain:
    """JSON Schema of the columns (part 3, queryables), with the words of the dictionary."""
    said = {item["name"]: item for item in metadata.fields(described(one))}
    columns = one.source.schema.columns
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{settings.PARVIS_BASE_URL}{path}",
        "type": "object",
        "title": one.view.title,
        "properties": {column.name: property_of(column, said[column.name]) for column in columns},
        "additionalProperties": False,
    }


def labels(one: Collection) -> dict[str, str]:
    """Titles of the columns, by their names: the dictionary's where it has them."""
    return {item["name"]: item["label"] for item in metadata.fields(described(one))}


def property_of(column: Column, said: Plain) -> Plain:
    told: Plain = {"title": said["label"], **TYPES[column.type]}
    if said["description"]:
        told["description"] = said["description"]
    if unit := said["annotations"].get("unit"):
        told["x-ogc-unit"] = unit[0]
    return told


def described(one: Collection) -> Described:
    return Described(one.view, Pointer(version=one.source.version))
