"""`/exports/<format>`: all that a question finds, as a file."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from parvis.catalogue.explore import (
    answers,
    asked,
    files,
    kept,
    ranges,
)
from parvis.catalogue.explore.answers import Source, link
from parvis.catalogue.explore.asked import Asked
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.records import Opened, opened
from parvis.lake import projections, store
from parvis.lake.query import tree
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.schema import SPATIAL
from parvis.lake.served.files import Held

WGS84 = "4326"
PROJECTIONS = tuple(map(str, projections.OFFERED))


@door
def formats(request: HttpRequest, slug: str) -> JsonResponse:
    source = opened(request, slug)
    offered = [one for one in files.OFFERED if one not in files.PLACED or spatial(source)]
    told, own = [answers.links(request)[0]], request.path.rstrip("/")
    told += [link(one, f"{own}/{one}") for one in offered]
    return JsonResponse({"links": told})


def spatial(source: Source) -> bool:
    return any(column.type in SPATIAL for column in source.schema.columns)


@door
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    return sent(request, opened(request, slug), slug, form)


def sent(request: HttpRequest, source: Opened, name: str, form: str) -> HttpResponseBase:
    """What is asked of these rows, as a file of this name."""
    if form not in files.OFFERED:
        known = ", ".join(files.OFFERED)
        raise ExploreProblem("format", value=asked.shown(form), known=known)
    ask, packed = asked.read(request.GET, whole=True), asked.flag(request.GET, "compressed")
    if projection := projection_of(request, form):
        ask = replace(ask, context=replace(ask.context, projection=projection))
    query = ask.refined(source.schema)
    if form == files.PARQUET and source.policy.public and as_stored(request):
        whole = in_store(source)
        if not packed:
            return given(request, whole, form, name)
        files.take(whole.file)
        pieces = files.Sent(iter(ranges.Part(whole.file, 0, whole.size)), whole.file)
        return files.file(pieces, form, name, packed)
    if answer := once(request, source, query, ask, form, name, packed):
        return answer
    return files.file(files.made(request, source, query, ask, form), form, name, packed)


def projection_of(request: HttpRequest, form: str) -> str:
    """As the query language names it; "" for WGS 84, which every format has."""
    code = request.GET.get("epsg", "") or WGS84
    if code == WGS84:
        return ""
    if form not in files.PROJECTED:
        raise ExploreProblem("epsg_of", value=form, known=", ".join(files.PROJECTED))
    if code not in PROJECTIONS:
        known = ", ".join((WGS84, *PROJECTIONS))
        raise ExploreProblem("epsg", value=asked.shown(code), known=known)
    return f"EPSG:{code}"


def once(
    request: HttpRequest, source: Opened, query: tree.Query, ask: Asked, form: str, name: str,
    packed: bool,
) -> HttpResponseBase | None:  # fmt: skip
    """The file that is made once for everybody; None when what is asked is not kept."""
    style = files.style_of(request.GET, ask)
    public = source.policy.public
    if not (public and kept.may_be(source.version, query, ask, style.separator)):
        return None
    fields = source.fields(query, ask.context)
    style = files.told(style, request, source, fields, request.GET)
    told = (form, style, files.compression_of(request.GET), ask.context.lang)
    version = source.version

    def make() -> files.Sent:
        return files.made(request, source, query, ask, form)

    whole = kept.held(version, kept.key(*told), make, waiting)
    text = form in files.FORMATS and not packed
    if whole is None:
        return None
    if not (packed or (text and kept.accepts_packed(request))):
        return given(request, whole, form, name, varied=text)
    with closing(whole.file):
        smaller = kept.held(version, kept.key(*told, "gzip"), lambda: kept.Packed(whole), waiting)
    if smaller is None:
        return None
    if packed:
        ending = f"{name}.{files.ending_of(form)}.gz"
        return files.named(ranges.answer(request, smaller, "application/gzip"), ending)
    response = given(request, smaller, form, name, varied=True)
    response["Content-Encoding"] = kept.PACKED
    return response


def given(
    request: HttpRequest, held: Held, form: str, name: str, *, varied: bool = False
) -> HttpResponseBase:
    """A kept file; `varied`: it is also given packed, to who accepts it so."""
    answer = ranges.answer(request, held, files.kind_of(form))
    if varied:
        patch_vary_headers(answer, ["Accept-Encoding"])
    return files.named(answer, f"{name}.{files.ending_of(form)}")


def waiting() -> files.Sent:
    """A place without a file."""
    files.take()
    return files.Sent(iter(()))


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
