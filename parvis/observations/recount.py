"""What is known of a datastream, read again from its observations: after some were taken away, or
moved, or corrected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from parvis.observations import cold, facts, reading, tables
from parvis.observations import conditions as c
from parvis.observations.facts import Facts
from parvis.observations.measures import Measure
from parvis.observations.models import Latest, Sealed

_LAST = 'COALESCE("end", "start")'
_EXTENT = f'SELECT count(*), min("start"), max({_LAST}), min(result_time), max(result_time) FROM '
LATER = (c.Order("start", True), c.Order("last", True), c.Order("id", True))


def again(held: dict[int, Facts], datastreams: Collection[int]) -> None:
    """Call it in the transaction that holds them (`facts.held`), after what was written."""
    for key in sorted(datastreams):
        where = c.Compare(c.Column("datastream"), "=", c.Value(key))
        extent = _extent(where)
        for name, value in zip(facts.NAMES, extent, strict=True):
            setattr(held[key], name, value)
        held[key].recount = False
        last = reading.page(c.Ask(where, LATER, limit=1))
        Latest.objects.filter(pk=key).delete()
        tables.later([(row.id, Measure(*row[1:])) for row in last])
    facts.keep({key: held[key] for key in datastreams})


def _extent(where: c.Condition) -> tuple[Any, ...]:
    def read(files: Sequence[Sealed]) -> list[tuple[Any, ...]]:
        text = _EXTENT + "{table} WHERE NOT gone AND {0}"
        found = reading.ask(text, reading.told(where))
        kept = cold.within(files, where)
        if kept:
            text = f"{_EXTENT}{cold.relation(kept)} WHERE {{0}}"
            found += cold.ask(text, cold.told(cold.living(where)))
        return found

    counts, firsts, lasts, results, ends = zip(*reading.steady(read), strict=True)
    return sum(counts), _least(firsts), _most(lasts), _least(results), _most(ends)


def _least(values: Sequence[int | None]) -> int | None:
    return min((value for value in values if value is not None), default=None)


def _most(values: Sequence[int | None]) -> int | None:
    return max((value for value in values if value is not None), default=None)
