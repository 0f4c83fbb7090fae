"""`/exports/<format>`: all that a question finds, as a file that is written while it is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from threading import BoundedSemaphore
from typing import Any, TypeVar

from django.http import HttpRequest, JsonResponse, QueryDict
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

from parvis.catalogue.explore import (
    answers,
    aside,
    asked,
    described,
    kept,
    parquet,
    ranges,
    written,
    written_xml,
)
from parvis.catalogue.explore.answers import Source, link
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.described import Described
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.records import Opened, opened
from parvis.catalogue.explore.written import Style
from parvis.lake import projections, store
from parvis.lake.models import Pointer
from parvis.lake.query import tree
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.schema import SPATIAL
from parvis.lake.query.select import Field
from parvis.lake.served.files import Held
from parvis.records.audience import audience_of
from parvis.records.projection import public_views

FORMATS = {
    "csv": ("text/csv; charset=utf-8", written.as_csv),
    "json": ("application/json", written.as_json),
    "jsonl": ("application/x-ndjson", written.as_jsonl),
    "geojson": ("application/geo+json", written.as_geojson),
    "kml": ("application/vnd.google-earth.kml+xml", written_xml.as_kml),
    "gpx": ("application/gpx+xml", written_xml.as_gpx),
}
PARQUET = "parquet"
OFFERED = (*FORMATS, PARQUET, *aside.FORMATS)
PLACED = ("geojson", "kml", "gpx", "gpkg", "fgb", "shp")  # a row is somewhere
PROJECTED = ("geojson", "gpkg", "fgb", "shp")  # that somewhere may be in another projection
DELIMITERS = (";", ",", "\t", "|")
LONGEST = 10  # characters between the values of one cell
AT_ONCE = 4
WGS84 = "4326"
PROJECTIONS = tuple(map(str, projections.OFFERED))
Answer = TypeVar("Answer", bound=HttpResponseBase)
writing = BoundedSemaphore(AT_ONCE)


class Sent:
    """Pieces of a file. Holds one of the few places of a process until it is closed."""

    def __init__(self, pieces: Iterator[bytes], *held: Any) -> None:
        self.pieces, self.held, self.open = pieces, held, True

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        if self.open:
            self.open = False
            writing.release()
            for one in self.held:
                one.close()


@door
def formats(request: HttpRequest, slug: str) -> JsonResponse:
    source = opened(request, slug)
    offered = [one for one in OFFERED if one not in PLACED or spatial(source)]
    told = [answers.links(request)[0]]
    told += [link(one, f"{request.path}/{one}") for one in offered]
    return JsonResponse({"links": told})


def spatial(source: Source) -> bool:
    return any(column.type in SPATIAL for column in source.schema.columns)


@door
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    return sent(request, opened(request, slug), slug, form)


def sent(request: HttpRequest, source: Opened, name: str, form: str) -> HttpResponseBase:
    """What is asked of these rows, as a file of this name."""
    if form not in OFFERED:
        known = ", ".join(OFFERED)
        raise ExploreProblem("format", value=asked.shown(form), known=known)
    ask, packed = asked.read(request.GET, whole=True), asked.flag(request.GET, "compressed")
    if projection := projection_of(request, form):
        ask = replace(ask, context=replace(ask.context, projection=projection))
    query = ask.refined(source.schema)
    if form == PARQUET and as_stored(request):
        whole = in_store(source)
        if not packed:
            return named(ranges.answer(request, whole, kind_of(form)), name, ending_of(form))
        take(whole.file)
        pieces = Sent(iter(ranges.Part(whole.file, 0, whole.size)), whole.file)
        return file(pieces, form, name, packed)
    if answer := once(request, source, query, ask, form, name, packed):
        return answer
    return file(made(request, source, query, ask, form), form, name, packed)


def projection_of(request: HttpRequest, form: str) -> str:
    """As the query language names it; "" for WGS 84, which every format has."""
    code = request.GET.get("epsg", "") or WGS84
    if code == WGS84:
        return ""
    if form not in PROJECTED:
        raise ExploreProblem("epsg_of", value=form, known=", ".join(PROJECTED))
    if code not in PROJECTIONS:
        known = ", ".join((WGS84, *PROJECTIONS))
        raise ExploreProblem("epsg", value=asked.shown(code), known=known)
    return f"EPSG:{code}"


def once(
    request: HttpRequest, source: Opened, query: tree.Query, ask: Asked, form: str, name: str,
    packed: bool,
) -> HttpResponseBase | None:  # fmt: skip
    """The file that is made once for everybody; None when what is asked is not kept."""
    style = style_of(request.GET, ask)
    if not kept.may_be(source.version, query, ask, style.separator):
        return None
    fields = source.fields(query, ask.context)
    told = (form, replace(style, headings=headings(request, source, fields, request.GET)),
            compression_of(request.GET), ask.context.lang)  # fmt: skip
    version = source.version

    def make() -> Sent:
        return made(request, source, query, ask, form)

    held = kept.held(version, kept.key(*told), make, waiting)
    if held is None:
        return None
    text = form in FORMATS and not packed
    encoded = packed or (text and kept.accepts_packed(request))
    if encoded:
        whole = held
        with closing(whole.file):
            held = kept.held(version, kept.key(*told, "gzip"), lambda: kept.Packed(whole), waiting)
        if held is None:
            return None
    kind, ending = ("application/gzip", f"{ending_of(form)}.gz") if packed else (
        kind_of(form), ending_of(form)
    )  # fmt: skip
    response = named(ranges.answer(request, held, kind), name, ending)
    if text:
        patch_vary_headers(response, ["Accept-Encoding"])
        if encoded:
            response["Content-Encoding"] = "gzip"
    return response


def waiting() -> Sent:
    """A place without a file."""
    take()
    return Sent(iter(()))


def as_stored(request: HttpRequest) -> bool:
    """The whole version is a file already."""
    told = {"select", "where", "group_by", "order_by", "limit", "offset", "refine", "exclude",
            "use_labels", "parquet_compression"}  # fmt: skip
    return not any(request.GET.get(name) for name in told)


def in_store(source: Opened) -> Held:
    try:
        file = store.store().rows_path(source.version.sha256).open("rb")
    except OSError as error:  # the store is away, or lost the file: `parvis lake verify` says
        raise EngineProblem("failed") from error
    return Held(file, os.fstat(file.fileno()).st_size, source.version.sha256)


def made(
    request: HttpRequest,
    source: Source,
    query: tree.Query,
    ask: Asked,
    form: str,
    given: QueryDict | None = None,
) -> Sent:
    """The pieces of a file, written as `given`, or the address, says. What is refused is so before
    the first of them."""
    given = request.GET if given is None else given
    style = style_of(given, ask)
    compression = compression_of(given)
    take()
    try:
        fields, batches = begun(source, query, ask)
        style = replace(style, headings=headings(request, source, fields, given))
        if form in PLACED and written.place(fields) is None:
            batches.close()
            raise ExploreProblem("places", value=form)
        if form == PARQUET:
            pieces = parquet.pieces(fields, batches, style.headings, compression)
            return Sent(chain([next(pieces)], pieces), pieces, batches)
        if form in aside.FORMATS:
            pieces = aside.pieces(form, fields, batches, style, style.projection)
            return Sent(chain([next(pieces)], pieces), pieces, batches)
        return Sent(FORMATS[form][1](fields, batches, style), batches)
    except BaseException:
        writing.release()
        raise


def compression_of(given: QueryDict) -> str:
    return asked.choice(given, "parquet_compression", parquet.COMPRESSIONS, parquet.COMPRESSIONS[0])


def take(*held: Any) -> None:
    """One of the places; what is `held` for it is closed when there is none."""
    if not writing.acquire(blocking=False):
        for one in held:
            one.close()
        raise ExploreProblem("busy")


def begun(source: Source, query: tree.Query, ask: Asked) -> tuple[Sequence[Field], Batches]:
    """The columns and batches; the first is read already, so that a refusal has its status."""
    try:
        fields = source.fields(query, ask.context)
        stream = source.stream(query, ask.context)
        return fields, Batches(stream, next(stream, []))
    except QueryProblem as problem:
        raise answers.located(query, problem) from problem


class Batches:
    """A stream whose first batch is read."""

    def __init__(self, stream: Iterator[list[tuple[Any, ...]]], first: Any) -> None:
        self.stream = stream
        self.all = chain([first], stream)

    def __iter__(self) -> Iterator[Any]:
        return self.all

    def close(self) -> None:
        if hasattr(self.stream, "close"):
            self.stream.close()


def style_of(given: QueryDict, ask: Asked) -> Style:
    separator = given.get("list_separator", ",")
    if not 0 < len(separator) <= LONGEST:
        raise ExploreProblem("separator", value=len(separator), high=LONGEST)
    return Style(
        (),
        ask.context.zone,
        asked.choice(given, "delimiter", DELIMITERS, ";"),
        separator,
        asked.flag(given, "quote_all"),
        asked.flag(given, "with_bom", True),
        ask.context.projection,
    )


def headings(
    request: HttpRequest, source: Source, fields: Sequence[Field], given: QueryDict
) -> Sequence[str]:
    """Names of columns, or their titles."""
    titles: dict[str, str] = {}
    if asked.flag(given, "use_labels") and isinstance(source, Opened):
        (view,) = public_views([source.row], audience_of(request))
        one = Described(view, Pointer(version=source.version))
        titles = {field["name"]: field["label"] for field in described.fields(one)}
    return written.headings(fields, titles)


def file(pieces: Sent, form: str, name: str, packed: bool) -> StreamingHttpResponse:
    """Named after the data set; `compressed` packs it once more."""
    kind, ending = kind_of(form), ending_of(form)
    if packed:
        kind, ending = "application/gzip", f"{ending}.gz"
        pieces.pieces = written.gzipped(pieces.pieces)
    response = StreamingHttpResponse(pieces, content_type=kind)
    return named(response, name, ending)


def kind_of(form: str) -> str:
    if form in aside.FORMATS:
        return aside.FORMATS[form].media
    return FORMATS[form][0] if form in FORMATS else "application/vnd.apache.parquet"


def ending_of(form: str) -> str:
    return aside.FORMATS[form].ending if form in aside.FORMATS else form


def named(response: Answer, name: str, ending: str) -> Answer:
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}") or ""
    return response
