"""Controlled vocabularies: the terms we publish and the words that sources use for them.

The tables are the `vocabularies/*.tsv` files beside this module: terms of the European Union's
authority tables with labels in French and English, and our own aliases.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from parvis.catalogue.tables import Table, read_table

Scheme = Literal[
    "access-level",
    "access-right",
    "data-theme",
    "distribution-status",
    "file-type",
    "frequency",
    "hvd-category",
    "inspire-theme",
    "language",
    "legal-reason",
    "licence",
    "mark",
    "planned-availability",
]

FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"

LONG = 300  # characters: no label, alias or address of a term is as long

# Other registers put the same code at the end of their address: …/iso639-1/fr, …/freq/annual.
_BY_LAST_SEGMENT = {"access-right", "distribution-status", "frequency", "language"}
_PARTS = re.compile(r"\s*[,;/&>|]\s*|\s+et\s+|\s+and\s+")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its address, its code there, its labels by language."""

    scheme: str
    uri: str
    code: str
    labels: tuple[tuple[str, str], ...]

    def label(self, language: str = "fr") -> str:
        return dict(self.labels).get(language) or self.labels[0][1]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files as people name it, and what DCAT-AP wants said of it."""

    code: str
    labels: tuple[tuple[str, str], ...]
    file_type: str
    media_type: str

    def label(self, language: str = "fr") -> str:
        return dict(self.labels).get(language) or self.labels[0][1]


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation: "Économie, emploi" → "economie emploi"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


def _address(uri: str) -> str:
    """An address to compare: scheme, "www." and trailing slash are indifferent."""
    bare = uri.strip().partition("://")[2].removeprefix("www.")
    return bare.rstrip("/").removesuffix(".html").lower()


@cache
def terms(scheme: Scheme) -> tuple[Term, ...]:
    """All our terms of a scheme, in the order of the table."""
    table = read_table(scheme)
    return tuple(
        Term(scheme, _uri(table, row["code"]), row["code"], _labels(row)) for row in table.rows
    )


def _uri(table: Table, code: str) -> str:
    return code if "://" in code else table.base + code


def _labels(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return (("fr", row["fr"]), ("en", row["en"]))


@cache
def _by_uri(scheme: Scheme) -> dict[str, Term]:
    return {known.uri: known for known in terms(scheme)}


@cache
def _by_word(scheme: Scheme) -> dict[str, Term]:
    """Codes win over labels, labels over aliases, earlier terms over later ones."""
    words: dict[str, Term] = {}
    rows = list(zip(terms(scheme), read_table(scheme).rows, strict=True))
    for known, row in rows:
        words.setdefault(fold(row["code"]) if "://" not in row["code"] else "", known)
    for known, row in rows:
        for label in (row["fr"], row["en"]):
            words.setdefault(fold(label), known)
    for known, row in rows:
        for alias in row.get("aliases", "").split("|"):
            words.setdefault(_address(alias) if "://" in alias else fold(alias), known)
    for known in terms(scheme):
        words.setdefault(_address(known.uri), known)
    words.pop("", None)
    return words


def term(scheme: Scheme, uri: str) -> Term | None:
    """The term with this very address."""
    return _by_uri(scheme).get(uri)


def match(scheme: Scheme, text: str) -> Term | None:
    """The term that a code, a label, an alias or an address of another register means."""
    text = " ".join(text.split())
    return _match(scheme, text) if 0 < len(text) <= LONG else None


@lru_cache(4096)
def _match(scheme: Scheme, text: str) -> Term | None:
    words = _by_word(scheme)
    if "://" in text:
        return _match_address(scheme, text)
    found = words.get(fold(text))
    if found is None and scheme == "data-theme":
        parts = (words.get(fold(part)) for part in _PARTS.split(text))
        found = next((part for part in parts if part), None)
    return found


def _match_address(scheme: Scheme, uri: str) -> Term | None:
    exact = _by_uri(scheme).get(uri) or _by_word(scheme).get(_address(uri))
    if exact or scheme not in _BY_LAST_SEGMENT:
        return exact
    return _by_word(scheme).get(fold(re.split(r"[/#_]", uri.rstrip("/"))[-1]))


def iso639(uri: str) -> str:
    """The two-letter code of a language of our table ("fr"), its own code when it has none."""
    for known, row in zip(terms("language"), read_table("language").rows, strict=True):
        if known.uri == uri:
            short = (code for code in row["aliases"].split("|") if len(code) == 2)
            return next(short, known.code.lower())
    return ""


@cache
def formats() -> tuple[Format, ...]:
    """All formats we know, in the order of the table."""
    return tuple(
        Format(
            row["code"],
            _labels(row),
            FILE_TYPE + row["file_type"],
            MEDIA_TYPE + row["media_type"],
        )
        for row in read_table("format").rows
    )


@cache
def _format_words() -> dict[str, Format]:
    words: dict[str, Format] = {}
    rows = list(zip(formats(), read_table("format").rows, strict=True))
    for known in formats():
        words.setdefault(known.code, known)
    for known, row in rows:
        aliases = [row["fr"], row["en"], *row["extensions"].split("|"), *row["aliases"].split("|")]
        for alias in aliases:
            words.setdefault(_word(alias), known)
    for known, row in rows:
        words.setdefault(_word(row["media_type"]), known)
        words.setdefault(_word(row["file_type"]), known)
    words.pop("", None)
    # Container types stand for themselves, not for the first format that uses them.
    for media_type, code in (("application/zip", "zip"), ("application/octet-stream", "octet")):
        words[media_type] = words[code]
    for media_type in ("application/xml", "application/json"):
        words[media_type] = words[media_type.partition("/")[2]]
    return words


def _word(text: str) -> str:
    return text.casefold().strip() if "/" in text and "://" not in text else fold(text)


def file_format(text: str) -> Format | None:
    """The format that a word, an extension, a media type or an address of either means."""
    text = " ".join(text.split())
    return _file_format(text) if 0 < len(text) <= LONG else None


@lru_cache(4096)
def _file_format(text: str) -> Format | None:
    if text.startswith(FILE_TYPE):
        code = text.removeprefix(FILE_TYPE)
        return _of_file_type().get(code)
    media = media_type(text)
    if media is not None:
        return _format_words().get(media.removeprefix(MEDIA_TYPE).lower())
    return _format_words().get(_word(text.removeprefix(".")))


@cache
def _of_file_type() -> dict[str, Format]:
    """The plainest format of each file type: the one that has its name, else the first."""
    found: dict[str, Format] = {}
    for known in formats():
        code = known.file_type.removeprefix(FILE_TYPE)
        if code not in found or known.code.upper() == code:
            found[code] = known
    return found | {"OCTET": _format_words()["octet"], "BIN": _format_words()["octet"]}


def media_type(text: str) -> str | None:
    """The IANA address of a media type written as `type/subtype` or as some address of it."""
    _, marker, bare = text.strip().partition("/media-types/")
    bare = (bare if marker else text).partition(";")[0].strip().lower()
    if not re.fullmatch(r"[a-z]+/[a-z0-9][a-z0-9.+_-]*", bare):
        return None
    top = bare.partition("/")[0]
    known = {"application", "audio", "font", "image", "message", "model", "multipart", "text"}
    return MEDIA_TYPE + bare if top in known | {"video"} else None


_REFINED = {
    "json": {"geojson", "jsonld", "jsonl", "gbfs"},
    "xml": {"gpx", "kml", "gml", "rss", "atom", "rdfxml", "wms", "wfs", "wcs"},
    "zip": {"shp", "gtfs", "kmz", "gpkg"},
    "txt": {"csv", "tsv", "md", "ov2", "ttl", "nt", "jsonl"},
}


def refined(declared: Format | None, names: list[str]) -> Format | None:
    """A more precise format from file names and addresses, when the declared one is vague.

    Sources often say application/octet-stream or application/json of a file whose name ends in
    `.fgb` or `.geojson`, or whose address ends in `/exports/shp`.
    """
    vague = declared is None or declared.code == "octet"
    if declared is not None and not vague and declared.code not in _REFINED:
        return declared
    for name in names:
        found = _format_of_name(name) if len(name) <= LONG else _format_of_name.__wrapped__(name)
        if found and (vague or (declared and found.code in _REFINED[declared.code])):
            return found
    return declared


@lru_cache(4096)
def _format_of_name(name: str) -> Format | None:
    try:
        parts = urlsplit(name)
    except ValueError:
        return None
    path = PurePosixPath(unquote(parts.path))
    asked = [v for k, v in parse_qsl(parts.query) if k.lower() in {"format", "outputformat", "f"}]
    candidates = [path.suffix, *asked, path.name if parts.scheme else ""]
    found = (_format_words().get(_word(text.removeprefix("."))) for text in candidates if text)
    return next((known for known in found if known), None)
