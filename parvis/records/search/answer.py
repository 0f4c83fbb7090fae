"""One question put to one opened index: hits, total, facet counts, suggestion."""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import tantivy
from tantivy import Order, Query

from parvis.records.search import french, query, schema
from parvis.records.search.documents import FACET_NAME
from parvis.records.search.query import Builder, Hit, SearchRequest, SearchResult
from parvis.records.search.suggest import Vocabulary

TRIED = 8  # words tried for one suggestion
MOST_FACETS = 20
MOST_VALUES = 1_000  # values read of one column: beyond, the rarest ones may be counted short
MOST_KEPT = 500  # questions whose counts are kept until the next commit
DEEP = 200  # hits after which the order of them all is kept: putting thousands in order costs much
MOST_ORDERS = 40  # questions whose order is kept until the next commit, 80 kB each at most
_SEGMENT_VALUES = 10_000  # values counted in each segment, so that sums over segments are exact

Counts = list[tuple[str, int]]
# the first FURTHEST hits (the segment of each in its high 32 bits), and how many there are
Ordered = tuple["array[int]", int]
Combine = Callable[[Sequence[Query], Sequence[Query]], Query]


@dataclass
class Kept:
    """What is found out once for a commit: counts and orders by question, and the columns of facets
    that hold anything. `ordering`: one thread at a time puts all hits in order, the others wait."""

    counts: dict[Hashable, dict[str, Counts]] = field(default_factory=dict)
    orders: dict[Hashable, Ordered] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    ordering: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Opened:
    """An index ready to answer; `vocabulary` is loaded only when a word is unknown."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    vocabulary: Callable[[], Vocabulary]
    kept: Kept


class Answer:
    def __init__(self, opened: Opened, request: SearchRequest) -> None:
        self.searcher = opened.searcher
        self.vocabulary, self.kept = opened.vocabulary, opened.kept
        self.request = request
        self.builder = Builder(opened.schema, self._doc_freq, self._complete)
        self.audience = self.builder.audience(request.audience)
        self.selected = _clean(request.filters)
        self.gates = {name: self.builder.filter(name, v) for name, v in self.selected.items()}
        self.question = query.read(request.text)
        self.clauses = self.builder.clauses(self.question)

    def result(self) -> SearchResult:
        combine: Combine = query.strict
        hits, total = self._hits(combine)
        suggestion = ""
        if not total and self.clauses:
            suggestion = self._suggestion()
            if len(self.clauses) > 1:
                combine = query.loose
                hits, total = self._hits(combine)
        relaxed = combine is query.loose and total > 0
        return SearchResult(hits, total, self._facets(combine), suggestion, relaxed)

    def _core(self, combine: Combine, *, without: str = "") -> Query:
        gates = [gate for name, gate in self.gates.items() if name != without]
        return combine(self.clauses, [self.audience, *gates])

    def _hits(self, combine: Combine) -> tuple[list[Hit], int]:
        offset, limit = max(self.request.offset, 0), max(self.request.limit, 0)
        inside = limit > 0 and offset + limit <= query.FURTHEST
        if inside and offset >= DEEP and self._order() != "relevance":
            ordered, total = self._in_order(combine)
            page = ordered[offset : offset + limit]
            places = [tantivy.DocAddress(one >> 32, one & 0xFFFFFFFF) for one in page]
            return [Hit(self._uuid(place), 0.0) for place in places], total
        found = self._search(self._core(combine), offset if inside else 0, limit if inside else 1)
        hits = [
            Hit(self._uuid(address), key if isinstance(key, float) else 0.0)
            for key, address in found.hits
            if inside
        ]
        return hits, found.count

    def _order(self) -> query.Sort:
        """What has no words to be relevant to comes by date."""
        sort = self.request.sort
        return "updated" if sort == "relevance" and self.question.empty else sort

    def _search(self, core: Query, offset: int, limit: int) -> Any:
        sort = self._order()
        if sort == "title":
            return self.searcher.search(
                core, limit, offset=offset, order_by_field="title_order", order=Order.Asc
            )
        if sort == "updated":
            return self.searcher.search(core, limit, offset=offset, order_by_field="updated")
        scored = query.ranked(core, self.builder.bonus(self.question))
        return self.searcher.search(scored, limit, offset=offset, weight_by_field="lift")

    def _in_order(self, combine: Combine) -> Ordered:
        """All hits that can be leafed through; the order of one commit never changes."""
        key = (self._order(), self._key(combine))
        known = self.kept.orders.get(key)
        if known is not None:
            return known
        with self.kept.ordering:
            return self.kept.orders.get(key) or self._put_in_order(key, combine)

    def _put_in_order(self, key: Hashable, combine: Combine) -> Ordered:
        """0.2 s of the processor for 10,000 titles: not once for each of those who ask at once."""
        found = self._search(self._core(combine), 0, query.FURTHEST)
        if len(self.kept.orders) >= MOST_ORDERS:
            self.kept.orders.clear()
        places = array("Q", [place.segment_ord << 32 | place.doc for _key, place in found.hits])
        self.kept.orders[key] = ordered = places, found.count
        return ordered

    def _key(self, combine: Combine, *names: str, without: str = "") -> Hashable:
        """What tells questions apart whose hits are not the same; `names` of facets with it."""
        gates = tuple((name, *v) for name, v in self.selected.items() if name != without)
        asked = (self.question.chunks, self.question.phrases, combine is query.strict)
        return asked, gates, self.request.audience, names

    def _uuid(self, address: tantivy.DocAddress) -> UUID:
        return UUID(self.searcher.doc(address).get_first("uuid"))

    def _facets(self, combine: Combine) -> dict[str, Counts]:
        """All facets that are not filtered in one pass; each other one without its own filter."""
        names = [name for name in self.request.facets if FACET_NAME.match(name)][:MOST_FACETS]
        together = [name for name in names if name not in self.gates]
        counts = dict(self._counted(combine, together)) if together else {}
        for name in names:
            if name in self.gates:
                counts |= self._counted(combine, [name], without=name)
        return {name: self._cut(name, counts[name]) for name in names}

    def _counted(
        self, combine: Combine, names: Sequence[str], without: str = ""
    ) -> dict[str, Counts]:
        """Counts of one commit never change: those of a question are kept."""
        key = self._key(combine, *names, without=without)
        counts = self.kept.counts.get(key)
        if counts is None:
            if len(self.kept.counts) >= MOST_KEPT:
                self.kept.counts.clear()
            counts = self._count(self._core(combine, without=without), names)
            self.kept.counts[key] = counts
        return counts

    def _count(self, core: Query, names: Sequence[str]) -> dict[str, Counts]:
        columns = {name: self._columns(name) for name in names}
        wanted = {
            column: {
                "terms": {
                    "field": f"slots.{column}", "size": MOST_VALUES, "segment_size": _SEGMENT_VALUES
                }
            }
            for several in columns.values()
            for column in several
        }  # fmt: skip
        found = self.searcher.aggregate(core, wanted) if wanted else {}
        return {name: _sum(found[column] for column in columns[name]) for name in names}

    def _columns(self, name: str) -> list[str]:
        """The columns of a facet that hold anything in this commit: most facets of several values
        have one for nearly every record, and each column is counted through."""
        known = self.kept.columns.get(name)
        if known is None:
            every = schema.columns(name)
            asked = {column: {"terms": {"field": f"slots.{column}", "size": 2}} for column in every}
            found = self.searcher.aggregate(Query.all_query(), asked)
            known = [c for c in every if any(b["key"] != "" for b in found[c]["buckets"])]
            self.kept.columns[name] = known
        return known

    def _cut(self, name: str, counts: Counts) -> Counts:
        """The most frequent values, and in any case those that are filtered by."""
        kept = counts[: max(self.request.facet_size, 0)]
        known = dict(counts)
        shown = {value for value, _ in kept}
        missing = [value for value in self.selected.get(name, ()) if value not in shown]
        return kept + [(value, known.get(value, 0)) for value in missing]

    def _doc_freq(self, stem: str) -> int:
        return self.searcher.doc_freq("text", stem)

    def _complete(self, stem: str) -> list[str]:
        found = self.searcher.terms_with_prefix("text", stem, limit=query.COMPLETIONS)
        return [word for word, _ in found]

    def _suggestion(self) -> str:
        """The question with each word that this audience finds nowhere replaced by a near one."""
        mended = self.question.text
        for chunk in self.question.chunks:
            if len(chunk.parts) == 1 and not self._occurs(chunk.parts):
                better = self._better(chunk.surface)
                mended = french.replace_word(mended, chunk.surface, better) if better else mended
        return mended.strip() if mended != self.question.text else ""

    def _better(self, surface: str) -> str:
        near = self.vocabulary().nearest(surface)
        for word, _ in zip(near, range(TRIED), strict=False):
            if self._occurs(french.tokens(word)):
                return word
        return ""

    def _occurs(self, stems: Sequence[str]) -> bool:
        """Whether a record that the audience may see holds the words."""
        found = [self.builder.term("text", stem) for stem in stems]
        core = query.strict(found, [self.audience])
        return bool(found) and bool(self.searcher.search(core, 1).hits)


def _sum(columns: Iterable[Any]) -> Counts:
    """The counts of all columns of one facet together, most frequent first."""
    total: Counter[str] = Counter()
    for column in columns:
        for bucket in column["buckets"]:
            total[str(bucket["key"])] += int(bucket["doc_count"])
    total.pop("", None)
    return sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))


def _clean(filters: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Filters with values, as text that can be encoded."""
    cleaned = {
        name: [value.encode("utf-8", "replace").decode() for value in values][:100]
        for name, values in filters.items()
    }
    return {name: values for name, values in cleaned.items() if values}
