"""What is known of a datastream without reading its observations: how many, from when to when, the
last one. Kept exact by every write, under a lock of its row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from parvis.observations.measures import Measure, MeasureProblem
from parvis.observations.models import Datastream, Latest
from parvis.records import rows
from parvis.records.questions import Question

NAMES = ("count", "first_start", "last_end", "result_first", "result_last")


@dataclass(slots=True)
class Facts:
    """`feature`: what the last observation was about. `recount`: an extent may have shrunk, and has
    to be read again. `types`: of a datastream of several properties."""

    thing: int
    feature: int | None
    count: int
    first_start: int | None
    last_end: int | None
    result_first: int | None
    result_last: int | None
    types: list[str] | None = None
    recount: bool = False

    def stretch(self, measures: Collection[Measure]) -> None:
        """To hold one more at least."""
        starts = [each.start for each in measures]
        lasts = [each.last for each in measures]
        self.first_start = _least(self.first_start, starts)
        self.last_end = _most(self.last_end, lasts)
        results = [each.result_time for each in measures if each.result_time is not None]
        if results:
            self.result_first = _least(self.result_first, results)
            self.result_last = _most(self.result_last, results)

    def leaves(self, result_time: int | None) -> None:
        """A value that had this result time has another."""
        if result_time is not None and result_time in {self.result_first, self.result_last}:
            self.recount = True


def _least(known: int | None, values: list[int]) -> int:
    return min(values) if known is None else min(known, *values)


def _most(known: int | None, values: list[int]) -> int:
    return max(values) if known is None else max(known, *values)


def locked(_shape: None, datastreams: list[int]) -> QuerySet[Any]:
    found = Datastream.objects.select_for_update(no_key=True).filter(pk__in=datastreams)
    last = Latest.objects.filter(pk=OuterRef("pk")).values("feature")
    return found.order_by("pk").values_list("pk", "thing", Subquery(last), *NAMES, "types")


HELD = Question(locked)


def held(datastreams: Collection[int]) -> dict[int, Facts]:
    """Locked until the transaction ends, in the order of their numbers, so that two writers never
    wait for each other. Raises MeasureProblem."""
    asked = sorted(datastreams)
    facts = {key: Facts(*values) for key, *values in HELD(asked)}
    for key in asked:
        if key not in facts:
            raise MeasureProblem("datastream", value=key)
    return facts


KEEP = (
    f"UPDATE observations_datastream SET {', '.join(f'{name} = %s' for name in NAMES)} "  # noqa: S608
    "WHERE id = %s"
)


def values(facts: dict[int, Facts]) -> list[tuple[int | None, ...]]:
    """What `KEEP` is given."""
    return [(*(getattr(each, name) for name in NAMES), key) for key, each in facts.items()]


def keep(facts: dict[int, Facts]) -> None:
    if facts:
        rows.run(connection, KEEP, values(facts))
