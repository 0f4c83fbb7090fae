"""The schedule table: recurring work that runs once, however many machines there are."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from parvis.operation.models import Beat, Schedule
from parvis.records import hooks

logger = logging.getLogger(__name__)

LONG = "long"  # the queue of tasks that may last minutes: no letter waits behind them
FILES = "files"  # the queue of files that somebody waits to see: no harvest keeps them waiting
LONGEST_RUN = dt.timedelta(hours=6)  # a run that lasts longer no longer keeps the next one away
SILENCE = dt.timedelta(seconds=90)  # a worker silent for so long is dead
TRIES = 3  # a task whose worker died is taken up again so many times
UNFINISHED = ("READY", "RUNNING")


def declare(jobs: Iterable[tuple[str, str, int]] | None = None) -> None:
    """Write what rooms declare (name, task, seconds) into the table; forget what none declares."""
    wanted = hooks.gather("scheduled") if jobs is None else list(jobs)
    now = timezone.now()
    with transaction.atomic():
        Schedule.objects.exclude(name__in=[name for name, _task, _every in wanted]).delete()
        for name, task, every in wanted:
            Schedule.objects.update_or_create(
                name=name,
                defaults={"task": task, "every": every},
                create_defaults={"task": task, "every": every, "next_run": now},
            )


def run_due(now: dt.datetime | None = None) -> list[str]:
    """Enqueue every job that is due and that no other machine took; return their names."""
    now = now or timezone.now()
    due = Schedule.objects.filter(next_run__lte=now)
    return [job.name for job in due if not still_running(job, now) and take(job, now)]


def still_running(job: Schedule, now: dt.datetime) -> bool:
    if job.result is None or job.lease is None or job.lease <= now:
        return False
    return DBTaskResult.objects.filter(pk=job.result, status__in=UNFINISHED).exists()


def take(job: Schedule, now: dt.datetime) -> bool:
    """Move the job forward and enqueue its task, unless another machine just did."""
    with transaction.atomic():
        moved = Schedule.objects.filter(pk=job.pk, next_run=job.next_run).update(
            last_run=now,
            next_run=now + dt.timedelta(seconds=job.every),
            lease=now + LONGEST_RUN,
        )
        if moved:
            result = import_string(job.task).enqueue()
            Schedule.objects.filter(pk=job.pk).update(result=result.id)
    return bool(moved)


def beat(worker: str, machine: str) -> None:
    """Say that this worker is alive, and forget those silent for a day."""
    now = timezone.now()
    Beat.objects.update_or_create(worker=worker, defaults={"machine": machine, "at": now})
    Beat.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()


def revive(now: dt.datetime | None = None) -> int:
    """Take up again the tasks whose worker died in the middle; return how many.

    After TRIES workers a task is marked failed: it is what kills them.
    """
    now = now or timezone.now()
    alive = set(Beat.objects.filter(at__gte=now - SILENCE).values_list("worker", flat=True))
    orphans = [
        task
        for task in DBTaskResult.objects.filter(
            Q(started_at__lt=now - SILENCE) | Q(started_at=None), status="RUNNING"
        )
        if not alive.intersection(task.worker_ids[-1:])
    ]
    for task in orphans:
        give_back(task)
    return len(orphans)


def give_back(task: DBTaskResult) -> None:
    running = DBTaskResult.objects.filter(pk=task.pk, status="RUNNING")
    if len(task.worker_ids) >= TRIES:
        logger.error("task %s (%s) ended %s workers", task.pk, task.task_path, TRIES)
        running.update(
            status="FAILED",
            finished_at=timezone.now(),
            exception_class_path="builtins.RuntimeError",
            traceback=f"Its worker died {TRIES} times while it ran.",
        )
    else:
        logger.warning("task %s (%s): its worker died, again", task.pk, task.task_path)
        running.update(status="READY", started_at=None)
