"""A file that does not change, as HTTP gives it: whole, or the piece that is asked (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags

from parvis.lake.served.files import Held

PIECE = 2**18
RANGE = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", re.ASCII)


class Unsatisfiable(Exception):
    """No octet of the range is in the file."""


class Part:
    """Octets `start` to `stop`, the last left out. Closed with its answer."""

    def __init__(self, file: BinaryIO, start: int, stop: int) -> None:
        self.file, self.left = file, stop - start
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self.left and (piece := self.file.read(min(PIECE, self.left))):
            self.left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()


def answer(request: HttpRequest, held: Held, kind: str) -> HttpResponseBase:
    """200, 206, 304 or 416; `held` is closed in the end. Its digest is its strong ETag."""
    etag = f'"{held.digest}"'
    response = found(request, held, etag, kind)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def found(request: HttpRequest, held: Held, etag: str, kind: str) -> HttpResponseBase:
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        held.file.close()
        return HttpResponseNotModified()
    try:
        asked = part(request, etag, held.size)
    except Unsatisfiable:
        held.file.close()
        refused = HttpResponse(status=416, content_type=kind)
        refused["Content-Range"] = f"bytes */{held.size}"
        return refused
    start, stop = asked or (0, held.size)
    response = StreamingHttpResponse(
        Part(held.file, start, stop), content_type=kind, status=206 if asked else 200
    )
    response["Content-Length"] = str(stop - start)
    if asked:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{held.size}"
    return response


def part(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """The range to give, its end left out; None for the whole: no range is asked, several are, it
    is not written as one, or the file is not the one of `If-Range`. Raises Unsatisfiable."""
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or request.method != "GET":
        return None
    if request.headers.get("If-Range", etag).strip() != etag:
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return None
    if start >= size:
        raise Unsatisfiable
    return start, stop
