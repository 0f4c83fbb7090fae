"""From bytes to triples: which serialisation it is, what is refused before any parsing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

from pyoxigraph import Quad, RdfFormat, parse

from parvis.catalogue.dcat.context import CONTEXT, is_known
from parvis.catalogue.dcat.errors import DcatError

MAX_DEPTH = 100
MAX_TRIPLES = 5_000_000

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MEDIA_TYPES = {
    "application/rdf+xml": RdfFormat.RDF_XML,
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "text/n3": RdfFormat.N3,
}
_NAMES = {
    RdfFormat.RDF_XML: "RDF/XML",
    RdfFormat.TURTLE: "Turtle",
    RdfFormat.JSON_LD: "JSON-LD",
    RdfFormat.N_TRIPLES: "N-Triples",
    RdfFormat.N_QUADS: "N-Quads",
    RdfFormat.TRIG: "TriG",
    RdfFormat.N3: "N3",
}
_PROLOGUE = re.compile(rb"\s+|<\?xml[^>]*>|<!--.*?-->", re.DOTALL)
_HTML = re.compile(rb"<(!doctype\s+html|html)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def triples(source: bytes | Path, media_type: str | None, base: str) -> Iterator[Quad]:
    """The triples of a file; DcatError in one sentence when it is not RDF."""
    content = source.read_bytes() if isinstance(source, Path) else source
    content = _utf8(content)
    form = sniffed(content, media_type)
    if form == RdfFormat.RDF_XML:
        content = guarded_xml(content)
    elif form == RdfFormat.JSON_LD:
        content = pinned_json(content)
    count = 0
    try:
        quads = parse(content, form, base_iri=base, lenient=True)
        while some := list(islice(quads, 1_000)):
            count += len(some)
            if count > MAX_TRIPLES:
                raise DcatError("long", limit=MAX_TRIPLES)
            yield from some
    except (SyntaxError, ValueError) as error:
        raise DcatError("syntax", format=_NAMES[form], detail=str(error)[:200]) from error


def sniffed(content: bytes, media_type: str | None) -> RdfFormat:
    """The serialisation: what the content looks like wins over a media type that is too vague."""
    start = content[:4096].lstrip()
    if not start:
        raise DcatError("empty")
    if _is_html(start):
        raise DcatError("html")
    bare = (media_type or "").partition(";")[0].strip().lower()
    if bare in _MEDIA_TYPES:
        return _MEDIA_TYPES[bare]
    if start[:1] in b"{[":
        return RdfFormat.JSON_LD
    looks_xml = start.startswith((b"<?xml", b"<!--", b"<!DOCTYPE")) or b"xmlns:" in start[:1024]
    return RdfFormat.RDF_XML if start[:1] == b"<" and looks_xml else RdfFormat.TURTLE


def _is_html(start: bytes) -> bool:
    """Does the text begin as a web page, after any comment?"""
    place = 0
    while skipped := _PROLOGUE.match(start, place):
        place = skipped.end()
    return bool(_HTML.match(start, place))


def _utf8(content: bytes) -> bytes:
    """The same text in UTF-8, without byte order mark nor contrary XML declaration."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    declared = _DECLARED.match(content[:200])
    encoding = encoding or (declared[1].decode() if declared else "utf-8")
    if encoding.lower() in {"utf-8", "utf8"}:
        return content.removeprefix(_BOMS[0][0])
    try:
        text = content.decode(encoding).lstrip("\ufeff")
    except (LookupError, UnicodeError) as error:
        raise DcatError("encoding", encoding=encoding) from error
    return re.sub(r"^\s*<\?xml.*?\?>", "", text, count=1, flags=re.S).encode("utf-8", "replace")


def guarded_xml(content: bytes, doctype: bool = False) -> bytes:
    """XML without DOCTYPE (so without entities that multiply) nor endless nesting.

    `doctype` accepts one that declares no entity, as old WMS servers write; nothing is fetched.

    Some GeoNetwork exports also put a text inside elements that name a resource; RDF/XML forbids
    it and the text only repeats a label: it is blanked out.
    """
    stray: list[tuple[int, int]] = []
    named: list[bool] = []
    parser = expat.ParserCreate(namespace_separator="")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(*_: Any) -> None:
        raise DcatError("dtd")

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(named) >= MAX_DEPTH:
            raise DcatError("depth", limit=MAX_DEPTH)
        named.append(_RDF + "resource" in attributes)
        parser.CharacterDataHandler = text if named[-1] else None

    def end(name: str) -> None:
        named.pop()
        parser.CharacterDataHandler = text if named and named[-1] else None

    def text(data: str) -> None:
        if data.strip():
            begin = parser.CurrentByteIndex
            stray.append((begin, begin + len(data.encode())))

    parser.EntityDeclHandler = refuse
    parser.StartDoctypeDeclHandler = None if doctype else refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        detail = f"{expat.ErrorString(error.code)} (line {error.lineno})"
        raise DcatError("syntax", format="XML", detail=detail) from error
    return _blanked(content, stray) if stray else content


def _blanked(content: bytes, spans: list[tuple[int, int]]) -> bytes:
    mended = bytearray(content)
    for begin, end in spans:
        mended[begin:end] = b" " * (end - begin)
    return bytes(mended)


def pinned_json(content: bytes) -> bytes:
    """JSON-LD with the contexts we know written in; nothing is ever fetched."""
    try:
        document = json.loads(content)
        return json.dumps(_pinned(document, 0)).encode()
    except (ValueError, RecursionError) as error:
        detail = str(error)[:200]
        raise DcatError("syntax", format="JSON", detail=detail) from error


def _pinned(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise DcatError("depth", limit=MAX_DEPTH)
    if isinstance(value, list):
        return [_pinned(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _context(inner) if key in {"@context", "@import"} else _pinned(inner, depth + 1)
        for key, inner in value.items()
    }


def _context(value: Any) -> Any:
    if isinstance(value, list):
        return [_context(item) for item in value]
    if not isinstance(value, str):
        return value
    if not is_known(value):
        raise DcatError("context", url=value[:200])
    return CONTEXT
