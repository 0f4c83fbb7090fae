"""Search measured: `python bench/search.py [--records 100000] [--relevance] [--data FOLDER]`.

Prints what was measured beside what the product promises, and how busy the machine was.
`--relevance` mixes real French data sets (corpus.ndjson and queries.csv of FOLDER) into the
synthetic records and asks the real questions.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import report, synthetic
from parvis.records.search import (
    Follower,
    Index,
    Removal,
    SearchDocument,
    SearchRequest,
    use_count,
)

FACETS = ("type", "organisation", "theme", "licence", "format", "rhythm")
QUESTIONS = (
    "arbre", "arbres", "l'eau", "pistes cyclables", "école", "données", "qualité de l'air",
    "cylcable", "registre des délibérations municipales", "capteurs de bruit rennes", "biblioth",
    "recensement des arbres remarquables de Betton", '"marchés publics"', "",
    "où trouver les horaires des piscines accessibles",
)  # fmt: skip
FILTERS: Sequence[dict[str, list[str]]] = (
    {}, {"theme": ["culture"]}, {"licence": ["lov2", "odbl"], "format": ["csv"]},
)  # fmt: skip


class Stream:
    """A Source that reads documents once, as a rebuild does."""

    def __init__(self, documents: Iterable[SearchDocument], count: int) -> None:
        self._documents, self._count = iter(documents), count

    def origin(self) -> str:
        return "bench"

    def last_sequence(self) -> int:
        return self._count

    def changes_after(self, sequence: int, limit: int) -> Iterable[SearchDocument | Removal]:
        return ()

    def standing(self) -> Iterable[SearchDocument]:
        return self._documents


class Metered:
    """Documents passed on, with the time taken to make them kept apart."""

    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        self._documents, self.seconds, self.used = iter(documents), 0.0, 0.0

    def __iter__(self) -> Iterator[SearchDocument]:
        while True:
            start, used = time.perf_counter(), time.process_time()
            document = next(self._documents, None)
            self.seconds += time.perf_counter() - start
            self.used += time.process_time() - used
            if document is None:
                return
            yield document


def real(folder: Path, first: int) -> Iterator[SearchDocument]:
    """The real data sets, as a catalogue would hand them over."""
    with (folder / "corpus.ndjson").open(encoding="utf-8") as lines:
        for sequence, line in enumerate(lines, first):
            yield real_document(json.loads(line), sequence)


def real_document(item: dict[str, object], sequence: int) -> SearchDocument:
    acts = int(item["followers"]) + int(item["reuses"])  # type: ignore[call-overload]
    return SearchDocument(
        uuid=uuid5(NAMESPACE_URL, str(item["id"])),
        type="dataset",
        slug=str(item["id"]),
        title=str(item["title"]),
        sequence=sequence,
        acronym=str(item["acronym"] or ""),
        summary=str(item["description"] or ""),
        keywords=tuple(item["tags"]),  # type: ignore[arg-type]
        parts=tuple(item["resources"]),  # type: ignore[arg-type]
        organisation=str(item["organization"] or ""),
        facets={"licence": [str(item["license"])]} if item["license"] else {},
        weight=use_count(acts, int(item["views"])),  # type: ignore[call-overload]
        updated=dt.datetime.fromisoformat(str(item["last_update"])).timestamp(),
    )


def relevance(index: Index, folder: Path) -> tuple[float, float, list[str]]:
    """(share of expected answers among the first five, mean reciprocal rank, what went wrong)."""
    ranks, wrong = [], []
    with (folder / "queries.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            result = index.search(SearchRequest(row["query"], limit=100))
            found = [hit.uuid for hit in result.hits]
            expected = uuid5(NAMESPACE_URL, row["expected"])
            rank = found.index(expected) + 1 if expected in found else 0
            ranks.append(rank)
            if not 0 < rank <= 5:
                wrong.append(f"{row['query']!r}: rank {rank or 'none'} of {result.total}")
    among = sum(0 < rank <= 5 for rank in ranks) / len(ranks)
    return among, sum(1 / rank for rank in ranks if rank) / len(ranks), wrong


def timings(ask: Callable[[SearchRequest], object], rounds: int) -> list[tuple[float, float]]:
    """Milliseconds (by the clock, of the processor) of every question with every filter, in a
    shuffled order, six facets each."""
    requests = [
        SearchRequest(text, filters=filters, facets=FACETS)
        for text in QUESTIONS
        for filters in FILTERS
    ] * rounds
    random.Random(1).shuffle(requests)
    spent = []
    for request in requests:
        start, used = time.perf_counter(), time.thread_time()
        ask(request)
        clock, processor = time.perf_counter() - start, time.thread_time() - used
        spent.append((clock * 1000, processor * 1000))
    return spent


def tell(how: str, spent: list[tuple[float, float]]) -> None:
    for share in (50, 95, 99):
        clock, processor = (report.share(column, share) for column in zip(*spent, strict=True))
        figure = f"{clock:.1f} ms ({processor:.1f})"
        report.row(f"p{share}, six facets, {how} (processor)", figure, "p95 ≤ 10 ms (million: 40)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--relevance", action="store_true")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/search"))
    options = parser.parse_args()
    documents: Iterable[SearchDocument] = synthetic.records(options.records)
    count = options.records
    if options.relevance:
        mixed = list(real(options.data, count + 1))
        documents, count = itertools.chain(documents, mixed), count + len(mixed)
    with tempfile.TemporaryDirectory() as root:
        measure(Path(root), documents, count, options)


def measure(
    root: Path, documents: Iterable[SearchDocument], count: int, options: argparse.Namespace
) -> None:
    print(f"{count:,} records")
    report.load()
    metered = Metered(documents)
    start, used = time.perf_counter(), time.process_time()
    Follower(root, Stream(metered, count)).run_once()
    spent = time.perf_counter() - start - metered.seconds
    used = time.process_time() - used - metered.used
    report.row("full index", f"{spent:.1f} s", "≤ 15 s for 100,000")
    report.row("  of which processor time, all threads", f"{used:.1f} s")
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    report.row("size", f"{size / 1e6:.0f} MB")
    index = Index.open(root)
    start = time.perf_counter()
    suggestion = index.search(SearchRequest("cylcable")).suggestion
    report.row(
        "first question, with the list of words", f"{(time.perf_counter() - start) * 1e3:.0f} ms"
    )
    report.row("cylcable suggests", suggestion, "cyclable")
    for one, other in (("arbre", "arbres"), ("l'eau", "eau"), ("ecole", "école")):
        hits = [index.search(SearchRequest(text)).total for text in (one, other)]
        report.row(f"{one} / {other}", f"{hits[0]} / {hits[1]}", "equal")
    first = timings(Index.open(root).search, 1)
    tell("first asked", first)
    tell("asked again", timings(index.search, options.rounds))
    if options.relevance:
        among, mean, wrong = relevance(index, options.data)
        report.row("expected among the first five", f"{among:.1%}", "≥ 90 %")
        report.row("mean reciprocal rank", f"{mean:.3f}", "≥ 0.8")
        print("\n".join(wrong))
    report.load()


if __name__ == "__main__":
    main()
