"""What there is to do on descriptions: criteria in words, and the records that lack each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from parvis.catalogue.assessment.models import RecordQuality
from parvis.catalogue.quality import mqa, nine


@dataclass(frozen=True, slots=True)
class Task:
    """One criterion: what it is, what to do (French, for `gettext`), the field where, and the
    European points it brings (1 for one of data.gouv.fr)."""

    name: str
    sentence: str
    todo: str
    field: str
    weight: int


@cache
def tasks() -> Mapping[str, Task]:
    """Criteria by name: Europe's first, then those of data.gouv.fr that say something else."""
    found = {i.name: Task(i.name, i.sentence, i.todo, i.field, i.weight) for i in mqa.INDICATORS}
    told = {task.todo for task in found.values()}
    for name, (sentence, todo, field) in nine.SAID.items():
        if todo not in told:
            found[name] = Task(name, sentence, todo, field, 1)
            told.add(todo)
    return found


def lacking(name: str, today: dt.date | None = None) -> Q:
    """The condition on `RecordQuality` of those to work on for a criterion, on the day it is
    asked."""
    if name in nine.TIMELY:
        return Q(late_after__lt=today or timezone.localdate())
    return Q(lacking__contains=f" {name} ")


def counts(rows: QuerySet[RecordQuality]) -> dict[str, int]:
    """Criterion → how many of these rows lack it, none left out that has one; one query."""
    asked: dict[str, Any] = {name: Count("pk", filter=lacking(name)) for name in tasks()}
    found = rows.aggregate(**asked)
    return {name: count for name, count in found.items() if count}


def ranked(found: Mapping[str, int]) -> list[tuple[Task, int]]:
    """Tasks with their counts, what most lack first, then what brings most points."""
    known = [(tasks()[name], count) for name, count in found.items() if name in tasks()]
    return sorted(known, key=lambda pair: (-pair[1], -pair[0].weight, pair[0].name))
