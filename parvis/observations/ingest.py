"""Taking observations in: many at once, kept for good when `record` returns.

An observation is (datastream, start, end, feature): the same one again is the same row; another
result for it is a correction, unless its result time is before. Late ones, and those that come in
any order, stand as if they had come in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from parvis.observations import cold, facts, instants, keys, multi, outbox, places, recount, tables
from parvis.observations.facts import Facts
from parvis.observations.instants import DAY
from parvis.observations.measures import FIRST_VALUE, Measure, Values
from parvis.observations.models import Key, Sealed
from parvis.observations.tables import Identity, Known
from parvis.records import hooks
from parvis.records.questions import Question

SEALED = Question(lambda _shape, months: Sealed.objects.filter(month__in=months))


@dataclass
class Plan:
    """What a batch changes, measures under the number each has or gets."""

    ids: dict[Identity, int] = field(default_factory=dict)
    new: list[Measure] = field(default_factory=list)
    better: list[tuple[int, Measure]] = field(default_factory=list)  # corrected here
    over: list[tuple[int, Measure]] = field(default_factory=list)  # corrects a sealed row


def record(batch: Sequence[Measure], key: Key | None = None) -> list[int]:
    """The number of each, in their order: all are kept, or none. `key`: who writes; the portal
    itself without one. Raises MeasureProblem."""
    with transaction.atomic():
        if key is not None:
            keys.check(key, {each.datastream for each in batch})
        return recorded(batch)


def recorded(batch: Sequence[Measure]) -> list[int]:
    """The same, for the transaction that is open, whatever the key."""
    if not batch:
        return []
    held = facts.held({each.datastream for each in batch})
    multi.check(batch, held)
    asked = _placed(batch, held)
    names = [identity(each) for each in asked]
    wanted = dict(zip(names, asked, strict=True))
    twice = _twice(names, asked) if len(wanted) < len(names) else {}
    plan = _plan(wanted, twice, _known(wanted, held), held)
    _write(plan, held)
    away = _away(batch, held)
    if away:
        hooks.gather("placed", things=away)
    return [plan.ids[name] for name in names]


def _away(batch: Sequence[Measure], held: dict[int, Facts]) -> frozenset[int]:
    """The things that may be told to observe elsewhere than was known: a datastream whose last
    observation was about the same feature tells nothing new."""
    named = {(each.datastream, each.feature) for each in batch if each.feature is not None}
    return frozenset(
        held[stream].thing for stream, feature in named if feature != held[stream].feature
    )


def identity(measure: Measure) -> Identity:
    assert measure.feature is not None
    return measure.datastream, measure.feature, measure.start, measure.last


def _placed(batch: Sequence[Measure], held: dict[int, Facts]) -> Sequence[Measure]:
    named = {each.feature for each in batch}
    features = {feature for feature in named if feature is not None}
    if features:
        places.check(features)
    if None not in named:
        return batch
    without = {each.datastream for each in batch if each.feature is None}
    found = places.of_things({stream: held[stream].thing for stream in without})
    return [
        each if each.feature is not None else each._replace(feature=found[each.datastream])
        for each in batch
    ]


def _twice(names: Sequence[Identity], asked: Sequence[Measure]) -> dict[Identity, list[Measure]]:
    """All that a batch says of what it names more than once, in its order."""
    found: dict[Identity, list[Measure]] = {
        name: [] for name, many in Counter(names).items() if many > 1
    }
    for name, each in zip(names, asked, strict=True):
        if name in found:
            found[name].append(each)
    return found


def _taken(known: Values | None, said: Sequence[Measure]) -> Measure | None:
    """What stands once they came one after the other; None when that is what was known."""
    taken = None
    for each in said:
        if known is None or not _older(each, known[0]):
            taken, known = each, each[FIRST_VALUE:]
    return taken


def _older(measure: Measure, known: int | None) -> bool:
    return known is not None and measure.result_time is not None and measure.result_time < known


def _known(
    wanted: dict[Identity, Measure], held: dict[int, Facts]
) -> tuple[dict[Identity, Known], dict[Identity, Known]]:
    """Those that stand already, here and in sealed months."""
    past = touched(each.start for each in wanted.values())
    sealed = SEALED(sorted(past))
    within = {name: held[name[0]].last_end for name in wanted}
    old = [name for name, last in within.items() if last is not None and name[2] <= last]
    here = tables.find(old)
    files = {row.month: row for row in sealed if row.rows}
    if not files:
        return here, {}
    beyond = [name for name in old if name not in here and instants.month(name[2]) in files]
    return here, cold.find(beyond, list(files.values()))


def touched(starts: Iterable[int]) -> set[int]:
    """The past months that are about to be written: noted, before anything is read of them."""
    now = instants.bounds(instants.month(instants.of(timezone.now())))[0]
    days = {start // DAY for start in starts if start < now}
    months = {instants.month(day * DAY) for day in days}
    tables.touch(months)
    return months


def _plan(
    wanted: dict[Identity, Measure],
    twice: dict[Identity, list[Measure]],
    known: tuple[dict[Identity, Known], dict[Identity, Known]],
    held: dict[int, Facts],
) -> Plan:
    here, beyond = known
    plan = Plan()
    for name, each in wanted.items():
        found = here.get(name) or beyond.get(name)
        key, values = found or (0, None)
        taken = _taken(values, twice.get(name, (each,))) if twice or found else each
        if values is None:
            assert taken is not None
            plan.new.append(taken)
            continue
        plan.ids[name] = key
        if taken is not None and taken[FIRST_VALUE:] != values:
            held[name[0]].leaves(values[0])
            (plan.better if name in here else plan.over).append((key, taken))
    return plan


def _write(plan: Plan, held: dict[int, Facts]) -> None:
    fresh = tables.fresh(len(plan.new))
    plan.ids.update(zip(map(identity, plan.new), fresh, strict=True))
    tables.insert(plan.new, fresh)
    tables.insert([each for _key, each in plan.over], [key for key, _each in plan.over], hides=True)
    tables.correct(plan.better)
    added = by_datastream(plan.new)
    changed = by_datastream(each for _key, each in [*plan.better, *plan.over])
    for key, measures in added.items():
        held[key].count += len(measures)
        held[key].stretch(measures)
    for key, measures in changed.items():
        held[key].stretch(measures)
    written = [*zip(fresh, plan.new, strict=True), *plan.better, *plan.over]
    tables.later(last(written))
    facts.keep({key: held[key] for key in added.keys() | changed.keys()})
    recount.again(held, [key for key, each in held.items() if each.recount])
    outbox.note(
        ("Observation", [key for key, _each in written], None),
        ("Datastream", sorted(added.keys() | changed.keys()), outbox.TIMES),
    )


def by_datastream(measures: Iterable[Measure]) -> dict[int, list[Measure]]:
    found: dict[int, list[Measure]] = {}
    for each in measures:
        found.setdefault(each.datastream, []).append(each)
    return found


def last(written: Iterable[tuple[int, Measure]]) -> list[tuple[int, Measure]]:
    """Of each datastream, the one whose phenomenon is the last."""
    found: dict[int, tuple[int, Measure]] = {}
    for key, each in written:
        before = found.get(each.datastream)
        if before is None or _moment(key, each) > _moment(*before):
            found[each.datastream] = (key, each)
    return sorted(found.values(), key=lambda pair: pair[1].datastream)


def _moment(key: int, measure: Measure) -> tuple[int, int, int]:
    return measure.start, measure.last, key
