"""What a question finds as a file: its formats, its pieces, and the few written at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from threading import BoundedSemaphore, Lock
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from parvis.catalogue.explore import (
    answers,
    aside,
    asked,
    described,
    parquet,
    written,
    written_ov2,
    written_rdf,
    written_xml,
)
from parvis.catalogue.explore.answers import Source
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.described import Described
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.records import Opened
from parvis.catalogue.explore.written import Style
from parvis.lake.models import Pointer
from parvis.lake.query import tree
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.select import Field
from parvis.operation.sending import pages
from parvis.records.audience import audience_of
from parvis.records.projection import public_views

FORMATS = {
    "csv": ("text/csv; charset=utf-8", written.as_csv),
    "json": ("application/json", written.as_json),
    "jsonl": ("application/x-ndjson", written.as_jsonl),
    "geojson": ("application/geo+json", written.as_geojson),
    "kml": ("application/vnd.google-earth.kml+xml", written_xml.as_kml),
    "gpx": ("application/gpx+xml", written_xml.as_gpx),
    "turtle": ("text/turtle; charset=utf-8", written_rdf.as_triples),
    "n3": ("text/n3; charset=utf-8", written_rdf.as_triples),
    "rdfxml": ("application/rdf+xml", written_rdf.as_xml),
    "jsonld": ("application/ld+json", written_rdf.as_jsonld),
    "ov2": ("application/octet-stream", written_ov2.as_ov2),
}
ENDINGS = {"turtle": "ttl", "rdfxml": "rdf"}
PARQUET = "parquet"
OFFERED = (*FORMATS, PARQUET, *aside.FORMATS)
PLACED = ("geojson", "kml", "gpx", "ov2", "gpkg", "fgb", "shp")  # a row is somewhere
PROJECTED = ("geojson", "gpkg", "fgb", "shp")  # that somewhere may be in another projection
DELIMITERS = (";", ",", "\t", "|")
LONGEST = 10  # characters between the values of one cell
AT_ONCE = 4
Answer = TypeVar("Answer", bound=HttpResponseBase)
writing = BoundedSemaphore(AT_ONCE)
making = Lock()


class Sent:
    """Pieces of a file. Holds one of the few places of a process until it is closed."""

    def __init__(self, pieces: Iterator[bytes], *held: Any) -> None:
        self.pieces, self.held, self.open = pieces, held, True

    def __iter__(self) -> Iterator[bytes]:
        """One piece is made at a time in a process, and while no page is: a page that comes waits
        for one of them, not for all."""
        while True:
            pages.first()
            with making:
                piece = next(self.pieces, None)
            if piece is None:
                return
            yield piece

    def close(self) -> None:
        if self.open:
            self.open = False
            writing.release()
            for one in self.held:
                one.close()


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
    with ExitStack() as undone:
        undone.callback(writing.release)
        fields, batches = begun(source, query, ask)
        undone.callback(batches.close)
        style = told(style, request, source, fields, given)
        if form in PLACED and written.place(fields) is None:
            raise ExploreProblem("places", value=form)
        if form in FORMATS:
            found = Sent(FORMATS[form][1](fields, batches, style), batches)
        else:
            if form == PARQUET:
                pieces = parquet.pieces(fields, batches, style.headings, compression)
            else:
                pieces = aside.pieces(form, fields, batches, style)
            found = Sent(chain([next(pieces)], pieces), pieces, batches)
        undone.pop_all()
        return found


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


def told(
    style: Style, request: HttpRequest, source: Source, fields: Sequence[Field], given: QueryDict
) -> Style:
    """The style of a file of this source."""
    own = f"/donnees/{source.row.slug}/donnees/" if isinstance(source, Opened) else "/donnees/"
    about = settings.PARVIS_BASE_URL + own
    return replace(style, headings=headings(request, source, fields, given), about=about)


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
    return sent_as(pieces, kind_of(form), f"{name}.{ending_of(form)}", packed)


def sent_as(pieces: Sent, kind: str, whole: str, packed: bool) -> StreamingHttpResponse:
    if packed:
        kind, whole = "application/gzip", f"{whole}.gz"
        pieces.pieces = written.gzipped(pieces.pieces)
    return named(StreamingHttpResponse(pieces, content_type=kind), whole)


def kind_of(form: str) -> str:
    if form in aside.FORMATS:
        return aside.FORMATS[form].media
    return FORMATS[form][0] if form in FORMATS else "application/vnd.apache.parquet"


def ending_of(form: str) -> str:
    return aside.FORMATS[form].ending if form in aside.FORMATS else ENDINGS.get(form, form)


def named(response: Answer, name: str) -> Answer:
    """`name` with its ending."""
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
