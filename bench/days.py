"""Days of a datastream, by turns as they are read and as the engine alone reads them: months had
not their rows by datastream before. For `bench/observations.py`; times are of the processor."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from functools import partial

from bench import report

DAY = 24 * 3_600_000_000  # µs
Day = tuple[int, int, bool]
"""A datastream, when its day begins, whether the month is sealed."""
Ask = Callable[[], object]
PROMISED = 10  # ms, by the clock


def by_turns(streams: list[int], spans: list[tuple[int, int]], many: int) -> None:
    """In this process, then through its WSGI application. `spans`: sealed months, recent ones."""
    for name, ask in (("a day", read), ("a day, WSGI", asked())):
        days = chosen(streams, spans, many)
        spent = measured([(sealed, partial(ask, *day)) for *day, sealed in days])
        for alone, times in spent.items():
            print(f"{name}, {'by the engine alone' if alone else 'as it is'} (promised {PROMISED})")
            for what, some in (("all", times), ("sealed", [one for one in times if one[0]])):
                p50, p95 = (report.share([each for _sealed, each in some], of) for of in (50, 95))
                print(f"  {what}, {len(some)}: p50 {p50:.2f} ms, p95 {p95:.2f}", flush=True)


def chosen(streams: list[int], spans: list[tuple[int, int]], many: int) -> list[Day]:
    """So many different ones, of sealed and of recent months alike."""
    chance, found = random.Random(11), dict[Day, None]()
    while len(found) < many:
        first, after = span = chance.choice(spans)
        found[chance.choice(streams), chance.randrange(first, after - DAY), span == spans[0]] = None
    return list(found)


def read(stream: int, begin: int) -> None:
    from parvis.observations import conditions as c
    from parvis.observations import reading

    where = c.Every((
        c.Compare(c.Column("datastream"), "=", c.Value(stream)),
        c.Compare(c.Column("start"), ">=", c.Value(begin)),
        c.Compare(c.Column("start"), "<", c.Value(begin + DAY)),
    ))  # fmt: skip
    assert len(reading.page(c.Ask(where, (c.Order("start"),)))) in {23, 24}


def asked() -> Callable[[int, int], None]:
    from django.test import Client

    from parvis.observations.instants import written

    client = Client(HTTP_HOST="localhost")

    def got(stream: int, begin: int) -> None:
        where = f"phenomenonTime ge {written(begin)} and phenomenonTime lt {written(begin + DAY)}"
        found = client.get(f"/sta/v1.1/Datastreams({stream})/Observations", {"$filter": where})
        assert len(found.json()["value"]) in {23, 24}

    return got


def measured(asks: Iterable[tuple[bool, Ask]]) -> dict[bool, list[tuple[bool, float]]]:
    """Of each question, whether it is of a sealed month, and ms; by whether the engine alone
    answered."""
    spent: dict[bool, list[tuple[bool, float]]] = {True: [], False: []}
    for turn, (sealed, ask) in enumerate(asks):
        for alone in (True, False) if turn % 2 else (False, True):
            question = partial(by_engine, ask) if alone else ask
            busy = time.process_time()
            question()
            spent[alone].append((sealed, (time.process_time() - busy) * 1_000))
    return spent


def by_engine(ask: Ask) -> None:
    from parvis.observations import straight

    kept = straight.of
    straight.of = lambda asked, hidden, dropped: None
    try:
        ask()
    finally:
        straight.of = kept
