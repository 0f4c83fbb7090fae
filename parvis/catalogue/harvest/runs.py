"""The life of a run: who carries it out, whether it is alive, when one is taken up again."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parvis.catalogue.harvest.report import Refused
from parvis.catalogue.harvested import HarvestRun, HarvestSource

State = HarvestRun.State
Every = HarvestSource.Every

ALIVE = dt.timedelta(minutes=10)  # without a sign of life for so long, a run is dead
RESUMED_WITHIN = dt.timedelta(days=1)
KEPT = 50  # runs of a source
EVERY = {
    Every.HOURLY.value: dt.timedelta(hours=1),
    Every.DAILY.value: dt.timedelta(days=1),
    Every.WEEKLY.value: dt.timedelta(weeks=1),
}
LONGEST_WAIT = dt.timedelta(weeks=1)


def is_alive(run: HarvestRun) -> bool:
    return run.state == State.RUNNING and timezone.now() - run.touched < ALIVE


def refuse_while_alive(source: HarvestSource) -> None:
    """Raise Refused while another process harvests this source: what lives is never taken over."""
    last = source.runs.filter(state=State.RUNNING, rehearsal=False).order_by("-touched").first()
    if last and is_alive(last):
        sentence = _(
            "Un moissonnage de cette source est en cours (dernier signe de vie à %(time)s) : "
            "attendez sa fin. Sans signe de vie pendant dix minutes, le suivant prendra sa place."
        )
        moment = date_format(timezone.localtime(last.touched), "H:i")
        raise Refused(sentence % {"time": moment})


def resumable(source: HarvestSource) -> HarvestRun | None:
    """The last run of a source, when it stopped some pages on, and not longer ago than the source
    waits between two runs."""
    last = source.runs.filter(rehearsal=False).first()
    within = min(RESUMED_WITHIN, EVERY.get(source.every, RESUMED_WITHIN))
    recent = last and timezone.now() - last.touched < within
    return last if last and recent and last.state != State.DONE and last.cursor else None


@transaction.atomic
def opened(source: HarvestSource, asked: HarvestRun | None = None) -> HarvestRun:
    """The run to carry out now: the one asked for, one to go on with, or a new one."""
    locked = HarvestSource.objects.select_for_update().get(pk=source.pk)
    refuse_while_alive(locked)
    run = asked or resumable(locked) or HarvestRun(source=source)
    run.source = source
    run.holder, run.state, run.error, run.ended = uuid4(), State.RUNNING, "", None
    run.touched = timezone.now()
    run.save()
    stopped = _("Ce moissonnage s’est tu : le suivant a pris sa place.")
    others = source.runs.filter(state=State.RUNNING, rehearsal=False).exclude(pk=run.pk)
    others.update(state=State.STOPPED, holder=uuid4(), ended=run.touched, error=stopped)
    forget(source)
    return run


def forget(source: HarvestSource) -> None:
    """Keep the last runs of a source."""
    old = source.runs.exclude(state__in=[State.RUNNING, State.WAITING])
    kept = list(old.values_list("pk", flat=True)[:KEPT])
    old.exclude(pk__in=kept).delete()


def hold(run: HarvestRun) -> None:
    """Lock the run and show a sign of life, or stop: another process has taken it over."""
    run.touched = timezone.now()
    if not HarvestRun.objects.filter(pk=run.pk, holder=run.holder).update(touched=run.touched):
        raise Refused(_("Un autre moissonnage de cette source a pris la suite de celui-ci."))


@transaction.atomic
def end(run: HarvestRun, state: str, error: str = "") -> None:
    """Write how a run ended, and when its source is read next, unless another took it over."""
    run.state, run.error, run.ended = state, error, timezone.now()
    mine = HarvestRun.objects.filter(pk=run.pk, holder=run.holder).update(
        state=run.state, error=run.error, ended=run.ended, cursor=run.cursor,
        refused=run.refused, remarks=run.remarks,
    )  # fmt: skip
    if mine and not run.rehearsal:
        source = HarvestSource.objects.select_for_update().get(pk=run.source_id)
        source.failures = 0 if state == State.DONE else source.failures + 1
        source.next_at = next_time(source)
        source.save(update_fields=["failures", "next_at"])


def next_time(source: HarvestSource) -> dt.datetime | None:
    """When the schedule reads a source again: twice as late after each failure in a row, but once
    a week at least."""
    every = EVERY.get(source.every)
    if every is None:
        return None
    wait = every * 2 ** min(max(source.failures - 1, 0), 10)
    return timezone.now() + max(every, min(wait, LONGEST_WAIT))
