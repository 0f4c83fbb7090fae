"""The fields of the index, and how a document becomes one of theirs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import tantivy

from parvis.records.kinds import Circle
from parvis.records.search import french
from parvis.records.search.documents import SearchDocument

VERSION = f"1/{tantivy.__version__}"
"""Stamped on every index; another stamp means: rebuild. Raise it when fields or analysis change."""

LONGEST_TEXT = 200_000  # characters of one record that are searched
LONGEST_VALUE = 500  # characters of a facet's value
PAIRS = 12  # words of a title that are also found glued together ("open street" → "openstreet")


def schema() -> tantivy.Schema:
    """`text` holds every word of the record; the other text fields lift where a word stands.

    `words` keeps whole words for suggestions, `exact` a title in one piece, `lift` the use count
    made ready for tantivy's `weight_by_field`, `visible` the marks of `audience_marks`.
    """
    build = tantivy.SchemaBuilder()
    build.add_text_field("uuid", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("visible", tokenizer_name="raw", index_option="basic")
    build.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    build.add_text_field("title", tokenizer_name="whitespace")
    build.add_text_field("text", tokenizer_name="whitespace")
    for name in ("acronym", "keywords", "organisation", "summary", "parts"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    build.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    build.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("title_order", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_integer_field("updated", fast=True)
    build.add_float_field("lift", fast=True)
    return build.build()


def register(index: tantivy.Index) -> tantivy.Index:
    """Give an opened index the tokenizers its fields name."""
    for name, tokenizer in (
        ("raw", tantivy.Tokenizer.raw()),
        ("whitespace", tantivy.Tokenizer.whitespace()),
    ):
        analyzer = tantivy.TextAnalyzerBuilder(tokenizer).build()
        index.register_tokenizer(name, analyzer)
        index.register_fast_field_tokenizer(name, analyzer)
    return index


def audience_mark(circle: int, organisation: object) -> str:
    """The mark by which a record is let through: its circle, or the service that alone sees it."""
    return f"service:{organisation}" if circle >= Circle.SERVICE else f"circle:{int(circle)}"


def lift(weight: float) -> float:
    """The stored number v for which tantivy's factor log2(2 + v) is 1 + log10(1 + weight) / 8.

    A thousand uses lift a score by three eighths, a million by three quarters.
    """
    return float(2 ** (1 + math.log10(1 + min(max(weight, 0.0), 1e9)) / 8) - 2)


def exact(text: str) -> str:
    """A title in one piece, the same for "Les arbres" and "les arbre"."""
    return " ".join(french.tokens(text))[:LONGEST_VALUE]


def fields(document: SearchDocument) -> dict[str, Any]:
    """The document as tantivy's fields."""
    names = [document.title, *document.titles]
    analysed = [french.analyse(name) for name in names]
    acronym = french.analyse(document.acronym)
    keywords = _analyse(document.keywords)
    summary = french.analyse(document.summary)
    parts = _analyse(document.parts)
    organisation = french.analyse(document.organisation)
    body = french.analyse(document.body[:LONGEST_TEXT])
    every = [*analysed, acronym, keywords, summary, parts, organisation, body]
    glued = [pair for stems, _ in analysed for pair in _pairs(stems)]
    initials = [heads for name in names if (heads := french.initials(name))]
    wholes = glued + initials + [whole for _, found in every for whole in found]
    return {
        "uuid": str(document.uuid),
        "visible": audience_mark(document.circle, document.organisation_uuid),
        "exact": [exact(name) for name in [*names, document.acronym] if name],
        "title": [" ".join([*stems, *found]) for stems, found in analysed] + [" ".join(glued)],
        "text": [" ".join(stems) for stems, _ in every] + [" ".join(wholes)],
        "acronym": " ".join([*acronym[0], *acronym[1], *initials]),
        "keywords": " ".join(keywords[0] + keywords[1]),
        "organisation": " ".join(organisation[0]),
        "summary": " ".join(summary[0]),
        "parts": " ".join(parts[0] + parts[1])[:LONGEST_TEXT],
        "words": " ".join(french.words(_recognised(document))),
        "facets": _facets(document),
        "title_order": french.fold(document.title).lower()[:120],
        "updated": int(document.updated),
        "lift": lift(document.weight),
    }


def _analyse(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    stems: list[str] = []
    wholes: list[str] = []
    for text in texts:
        found = french.analyse(text)
        stems += found[0]
        wholes += found[1]
    return stems, wholes


def _pairs(stems: list[str]) -> list[str]:
    return [french.stem(a + b) for a, b in pairwise(stems[:PAIRS])]


def _recognised(document: SearchDocument) -> str:
    parts = [document.title, *document.titles, *document.keywords]
    return " ".join([*parts, document.acronym, document.organisation, document.summary])


def _facets(document: SearchDocument) -> dict[str, list[str]]:
    facets = {"type": [document.type]}
    if document.organisation_uuid:
        facets["organisation"] = [str(document.organisation_uuid)]
    for name, values in document.facets.items():
        kept = [value[:LONGEST_VALUE] for value in dict.fromkeys(values) if value]
        if kept:
            facets[name] = kept
    return facets
