"""What may be asked of the index and what it answers; how a question becomes tantivy's query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import tantivy
from tantivy import Occur, Query

from parvis.records.audience import VISITOR, Audience
from parvis.records.kinds import Circle
from parvis.records.search import french
from parvis.records.search.documents import FACET_NAME
from parvis.records.search.schema import LONGEST_VALUE, audience_mark, exact

LONGEST_QUESTION = 400  # characters read of what people type
MOST_WORDS = 16
COMPLETIONS = 20  # words tried for an unfinished last one
FURTHEST = 10_000  # hits that can be leafed through

Box = tuple[float, float, float, float]
BOX = "box"  # the filter that is no facet
Sort = Literal["relevance", "updated", "title"]

PLACES = {
    "title": 4.0,
    "acronym": 4.0,
    "keywords": 3.0,
    "organisation": 1.0,
    "summary": 1.0,
    "parts": 1.0,
}
"""What a word is worth where it stands; the best place counts, the others add a tenth."""
OTHER_PLACES = 0.1
PHRASE_BONUS = 2.0  # all the words in a row in the title
EXACT_BONUS = 6.0  # nothing else in the title
SHORT_TITLE = 0.2  # of BM25 in the title: a shorter title is more about its words
FREQUENCY = 0.1  # of BM25 in all the text

_QUOTED = re.compile(r'["«“”]([^"«»“”]*)["»“”]')


@dataclass(frozen=True)
class SearchRequest:
    """One question. Values of one filter are alternatives; filters add up. The filter `box` keeps
    what meets "west,south,east,north".

    `facets` names what is to be counted, each with at most `facet_size` values (those of the
    filters always among them). `offset` and `limit` beyond `FURTHEST` give an empty page.
    """

    text: str = ""
    filters: Mapping[str, Iterable[str]] = field(default_factory=dict)
    audience: Audience = VISITOR
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: Sequence[str] = ()
    facet_size: int = 20


@dataclass(frozen=True)
class Hit:
    """`score` is 0 where hits are not sorted by relevance."""

    uuid: UUID
    score: float


@dataclass(frozen=True)
class SearchResult:
    """`facets` counts each value as if its own facet were not filtered, most frequent first.

    `suggestion` is the whole question with its unknown words mended, or "". `relaxed` says that no
    record holds all the words, so records that hold most of them are shown.
    """

    hits: Sequence[Hit] = ()
    total: int = 0
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    suggestion: str = ""
    relaxed: bool = False
    sequence: int = 0


@dataclass(frozen=True)
class Question:
    """What was typed, analysed: chunks and phrases that must be found; of all that was typed, the
    full words, and every stem in order."""

    chunks: tuple[french.Chunk, ...]
    phrases: tuple[tuple[str, ...], ...]
    full: tuple[french.Chunk, ...]
    stems: tuple[str, ...]
    text: str

    @property
    def empty(self) -> bool:
        return not (self.chunks or self.phrases)


def read_box(text: str) -> Box | None:
    """West, south, east, north in degrees; None when they are no box on the Earth.

    >>> read_box("-1.75, 48.05, -1.6, 48.15")
    (-1.75, 48.05, -1.6, 48.15)
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    if len(numbers) != 4:
        return None
    west, south, east, north = numbers
    inside = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if inside else None


def read(text: str) -> Question:
    """Analyse what was typed; every string has an answer, a long one is cut."""
    text = text[:LONGEST_QUESTION]
    phrases = [tuple(french.tokens(quoted)) for quoted in _QUOTED.findall(text)]
    every = french.chunks(text)[:MOST_WORDS]
    free = french.chunks(_QUOTED.sub(" ", text))[:MOST_WORDS]
    full = french.full(free)
    return Question(
        chunks=tuple(dict.fromkeys(full or (free if not any(phrases) else []))),
        phrases=tuple(phrase for phrase in phrases if phrase),
        full=tuple(french.full(every)),
        stems=tuple(stem for chunk in every for stem in chunk.parts),
        text=text,
    )


class Builder:
    """Builds queries of one schema; `known(field, word)` says whether a word is in the index."""

    def __init__(
        self,
        schema: tantivy.Schema,
        doc_freq: Callable[[str], int],
        complete: Callable[[str], list[str]],
    ) -> None:
        self.schema = schema
        self.doc_freq = doc_freq
        self.complete = complete

    def term(self, name: str, value: str) -> Query:
        return Query.term_query(self.schema, name, value, index_option="freq")

    def flag(self, name: str, value: str) -> Query:
        """A term that lets through and gives no score."""
        term = Query.term_query(self.schema, name, value, index_option="basic")
        return Query.const_score_query(term, 0.0)

    def audience(self, audience: Audience) -> Query:
        """Public always; further circles by level; a service only if it is one of theirs."""
        level = min(audience.circle, Circle.AGENTS)
        marks = [audience_mark(circle, None) for circle in range(level + 1)]
        marks += [audience_mark(Circle.SERVICE, uuid) for uuid in audience.organisations]
        return _any(self.flag("visible", mark) for mark in marks)

    def filter(self, name: str, values: Iterable[str]) -> Query:
        if name == BOX:
            return _any(self.box(found) for value in values if (found := read_box(value)))
        if not FACET_NAME.match(name):
            return Query.empty_query()
        kept = [value[:LONGEST_VALUE] for value in values]
        return _any(self.flag(f"facets.{name}", value) for value in kept)

    def box(self, box: Box) -> Query:
        """Records whose box meets this one; a record without a place meets none."""
        west, south, east, north = box
        whole = tantivy.FieldType.Float
        sides = [
            Query.range_query(self.schema, "west", whole, None, east),
            Query.range_query(self.schema, "east", whole, west, None),
            Query.range_query(self.schema, "south", whole, None, north),
            Query.range_query(self.schema, "north", whole, south, None),
        ]
        return Query.const_score_query(_all(sides), 0.0)

    def clauses(self, question: Question) -> list[Query]:
        """One query for each thing that must be found."""
        last = question.chunks[-1] if question.chunks else None
        found = [self._chunk(chunk, unfinished=chunk is last) for chunk in question.chunks]
        return found + [self._phrase("text", phrase) for phrase in question.phrases]

    def bonus(self, question: Question) -> list[Query]:
        """What lifts a record that is already found: where the words stand, and in which order."""
        lifts = [lift for chunk in question.chunks for lift in self._places(chunk)]
        if len(question.stems) > 1:
            title = self._phrase("title", question.stems)
            lifts.append(Query.const_score_query(title, PHRASE_BONUS))
        whole = exact(question.full)
        if whole:
            lifts.append(Query.const_score_query(self.flag("exact", whole), EXACT_BONUS))
        return lifts

    def _places(self, chunk: french.Chunk) -> list[Query]:
        best = [
            Query.const_score_query(self._in(name, chunk), worth) for name, worth in PLACES.items()
        ]
        return [
            Query.disjunction_max_query(best, OTHER_PLACES),
            Query.boost_query(self._in("title", chunk), SHORT_TITLE),
        ]

    def _in(self, name: str, chunk: french.Chunk) -> Query:
        """A word in one field; a compound by its parts or in one piece."""
        parts = [self.term(name, part) for part in chunk.parts]
        query = parts[0] if len(parts) == 1 else _all(parts)
        return _any([query, self.term(name, chunk.whole)]) if chunk.whole else query

    def _phrase(self, name: str, stems: Sequence[str]) -> Query:
        if len(stems) == 1:
            return self.term(name, stems[0])
        return Query.phrase_query(self.schema, name, list(stems))

    def _chunk(self, chunk: french.Chunk, *, unfinished: bool) -> Query:
        """A word anywhere in the text; the last one may be unfinished."""
        query = self._in("text", chunk)
        stem = chunk.parts[0]
        if unfinished and not chunk.whole and len(stem) >= 3 and not self.doc_freq(stem):
            return _any([query, *(self._completion(word) for word in self.complete(stem))])
        return query

    def _completion(self, word: str) -> Query:
        return Query.boost_query(self.term("text", word), 0.2)


def strict(clauses: Sequence[Query], gates: Sequence[Query]) -> Query:
    """Records that hold every clause and pass every gate."""
    return _all([*clauses, *gates]) if clauses or gates else Query.all_query()


def loose(clauses: Sequence[Query], gates: Sequence[Query]) -> Query:
    """Records that hold at least half of the clauses (rounded up) and pass every gate."""
    least = (len(clauses) + 1) // 2
    some = Query.boolean_query(
        [(Occur.Should, clause) for clause in clauses], minimum_number_should_match=least
    )
    return _all([some, *gates])


def ranked(core: Query, lifts: Sequence[Query]) -> Query:
    frequent = Query.boost_query(core, FREQUENCY)
    return Query.boolean_query([(Occur.Must, frequent), *((Occur.Should, lift) for lift in lifts)])


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return Query.boolean_query([(Occur.Should, query) for query in found])
