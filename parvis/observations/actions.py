"""Changes of observations that are kept: corrected whole, taken away. New ones: `ingest.record`.

Who may do them is judged before (`keys.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from parvis.observations import cold, facts, ingest, multi, outbox, places, reading, recount, tables
from parvis.observations import conditions as c
from parvis.observations.measures import Measure, MeasureProblem, Row
from parvis.observations.models import Datastream, Dropped, FeatureOfInterest, Observation, Sealed

BATCH = 5_000


@transaction.atomic
def amend(number: int, measure: Measure) -> None:
    """Other values, or another moment, for an observation; its number stays. `measure` names its
    feature. Raises MeasureProblem."""
    held = facts.held({_row(number).datastream, measure.datastream})
    before = _row(number)
    if before.datastream not in held:  # it just moved
        raise MeasureProblem("observation", value=number)
    multi.check([measure], held)
    places.check({ingest.identity(measure)[1]})
    ingest.touched([before.start, measure.start])
    _check_free(number, measure)
    if not _correct(number, measure):
        tables.insert([measure], [number], hides=True)
    recount.again(held, held.keys())
    outbox.note(("Observation", [number], None), ("Datastream", sorted(held), outbox.TIMES))


def _row(number: int) -> Row:
    found = reading.one(number)
    if found is None:
        raise MeasureProblem("observation", value=number)
    return found


def _correct(number: int, measure: Measure) -> bool:
    """Whether it stands here."""
    here = Observation.objects.filter(pk=number).exists()
    if here:
        tables.correct([(number, measure)])
    return here


def _check_free(number: int, measure: Measure) -> None:
    name = ingest.identity(measure)
    found = tables.find([name]) or cold.find([name], list(Sealed.objects.all()))
    if name in found and found[name][0] != number:
        raise MeasureProblem("twice", value=found[name][0])


def remove(numbers: Collection[int]) -> None:
    """Raises MeasureProblem where one is not there: then none goes."""
    ordered = sorted(numbers)
    with transaction.atomic():
        for start in range(0, len(ordered), BATCH):
            _remove(tuple(ordered[start : start + BATCH]))


def _remove(numbers: tuple[int, ...]) -> None:
    asked = c.Ask(c.Within(c.Column("id"), numbers), limit=len(numbers))
    held = facts.held({row.datastream for row in reading.page(asked)})
    found = [row for row in reading.page(asked) if row.datastream in held]
    missing = set(numbers) - {row.id for row in found}
    if missing:
        raise MeasureProblem("observation", value=min(missing))
    ingest.touched(row.start for row in found)
    here = Observation.objects.filter(pk__in=numbers)
    hiding = set(here.filter(hides=True).values_list("pk", flat=True))
    plain = set(here.filter(hides=False).values_list("pk", flat=True))
    Observation.objects.filter(pk__in=plain).delete()
    Observation.objects.filter(pk__in=hiding).update(gone=True)
    _bury([row for row in found if row.id not in plain | hiding])
    recount.again(held, held.keys())
    outbox.note(("Datastream", sorted(held), outbox.TIMES))


def _bury(rows: Sequence[Row]) -> None:
    """Sealed rows: what is kept of them here says that they are no more, and nothing else."""
    blank = [Measure(row.datastream, row.feature, row.start, row.end) for row in rows]
    tables.insert(blank, [row.id for row in rows], hides=True, gone=True)


@transaction.atomic
def drop_datastreams(datastreams: Collection[int]) -> None:
    """With all their observations; those of sealed months leave the files when these are made
    again. Raises MeasureProblem."""
    held = facts.held(datastreams)
    spans = [(each.first_start, each.last_end) for each in held.values()]
    sealed = Sealed.objects.filter(rows__gt=0).order_by("month")
    told = [
        row.start_min for row in sealed
        if row.start_min is not None and row.start_max is not None
        and any(
            first is not None and last is not None
            and first <= row.start_max and last >= row.start_min
            for first, last in spans
        )
    ]  # fmt: skip
    ingest.touched(told)
    Dropped.objects.bulk_create([Dropped(pk=key) for key in datastreams], ignore_conflicts=True)
    Datastream.objects.filter(pk__in=datastreams).delete()


@transaction.atomic
def drop_feature(number: int) -> None:
    """With all the observations about it, as the standard says. Raises MeasureProblem."""
    places.check({number})
    where = c.Compare(c.Column("feature"), "=", c.Value(number))
    while rows := reading.page(c.Ask(where, limit=BATCH)):
        _remove(tuple(row.id for row in rows))
    FeatureOfInterest.objects.filter(pk=number).delete()
