"""The fields of the index, and how a document becomes one of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import tantivy

from parvis.records.kinds import Circle
from parvis.records.search import french
from parvis.records.search.documents import SearchDocument

VERSION = f"7/{version('tantivy')}"
"""Stamped on every index; another stamp means: rebuild. Raise it when fields or analysis change."""

LONGEST_TEXT = 200_000  # characters of one record that are searched
LONGEST_VALUE = 500  # characters of a facet's value
_YEAR = 365.25 * 86_400  # s
_UNDATED = 15.0  # years after 2000 that an undated record counts as
SLOTS = 3
SIDES = ("west", "south", "east", "north")
SINGLE = frozenset({"type", "organisation"})  # facets of one value
TITLE = 20  # words of a title that make its exact form, initials and glued pairs


def schema() -> tantivy.Schema:
    """`text` holds every word of the record; the other text fields tell where a word stands.

    `words` keeps whole words for suggestions, `exact` a title in one piece, `visible` the
    `audience_mark`, `lift` use and freshness made ready for tantivy's `weight_by_field`; `facets`
    is filtered by, `slots` counted.
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
    build.add_json_field("facets", tokenizer_name="raw", index_option="basic")
    build.add_json_field("slots", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("title_order", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_integer_field("updated", fast=True)
    build.add_float_field("lift", fast=True)
    for side in SIDES:
        build.add_float_field(side, fast=True)
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


def lift(weight: float, updated: float) -> float:
    """The stored number v for which tantivy's factor log2(2 + v) is use times freshness.

    Use goes from 1 to 5, half way at 20 uses: what everybody uses counts, however much. Freshness
    doubles in ten years of `updated`; the ratio of two records never changes as time goes by.
    """
    uses = min(max(weight, 0.0), 1e9)
    years = updated / _YEAR - 30 if updated > 0 else _UNDATED
    factor = (1 + 4 * uses / (uses + 20)) * 2 ** (min(max(years, 0.0), 80.0) / 10)
    return float(2**factor - 2)


def exact(full: Iterable[french.Chunk]) -> str:
    """A title in one piece, the same for "Les arbres de la ville" and "arbre ville"."""
    return " ".join([stem for chunk in full for stem in chunk[1]])[:LONGEST_VALUE]


def fields(document: SearchDocument) -> dict[str, Any]:
    """The document as tantivy's fields."""
    names = [name for name in (document.title, *document.titles) if name]
    cut = [french.chunks(name)[:TITLE] for name in names]
    full = [french.full(title) for title in cut]
    glued = " ".join([pair for title in cut for pair in french.pairs(title)])
    initials = " ".join(map(french.initials, full))
    parts = {
        "title": " . ".join(names),
        "acronym": document.acronym,
        "keywords": " . ".join(document.keywords),
        "summary": document.summary,
        "parts": " . ".join(document.parts),
        "organisation": document.organisation,
        "body": document.body[:LONGEST_TEXT],
    }
    analysed = {name: french.analyse(text) for name, text in parts.items() if text}
    wholes = " ".join([glued, initials, *(whole for _, whole in analysed.values() if whole)])
    found: dict[str, Any] = {name: " ".join(both) for name, both in analysed.items()}
    found.pop("body", None)
    facets = _facets(document)
    return found | {
        "uuid": str(document.uuid),
        "visible": audience_mark(document.circle, document.organisation_uuid),
        "exact": [exact(title) for title in full],
        "title": [analysed["title"][0], analysed["title"][1], glued] if names else [],
        "text": [*(stems for stems, _ in analysed.values()), wholes],
        "words": " ".join(french.words(_recognised(document))),
        "facets": facets,
        "slots": slots(facets),
        "title_order": french.fold(document.title).lower()[:120],
        "updated": int(document.updated),
        "lift": lift(document.weight, document.updated),
        **dict(zip(SIDES, document.box or (), strict=False)),
    }


def _recognised(document: SearchDocument) -> str:
    parts = [document.title, *document.titles, *document.keywords]
    return " ".join([*parts, document.acronym, document.organisation, document.summary])


def columns(name: str) -> list[str]:
    """The columns in which a facet is counted."""
    return [f"{name}_{n}" for n in range(1 if name in SINGLE else SLOTS + 1)]


def slots(facets: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each facet's values spread over columns that hold one value a record ("" for none).

    tantivy counts such a column twenty times as fast as one with several values; what is beyond
    SLOTS values goes into one of that kind.
    """
    spread = {}
    for name, values in facets.items():
        if name in SINGLE:
            spread[f"{name}_0"] = values
            continue
        for n in range(SLOTS):
            spread[f"{name}_{n}"] = values[n : n + 1] or [""]
        if len(values) > SLOTS:
            spread[f"{name}_{SLOTS}"] = values[SLOTS:]
    return spread


def _facets(document: SearchDocument) -> dict[str, list[str]]:
    facets = {"type": [document.type]}
    if document.organisation_uuid:
        facets["organisation"] = [str(document.organisation_uuid)]
    for name, values in document.facets.items():
        kept = [value[:LONGEST_VALUE] for value in dict.fromkeys(values) if value]
        if kept:
            facets[name] = kept
    return facets
