"""The schedule of sources: those that are due are harvested one after the other, each apart."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.harvest.read import read
from parvis.catalogue.harvest.rehearse import rehearse
from parvis.catalogue.harvest.report import Refused
from parvis.catalogue.harvest.run import harvest, patient, said
from parvis.catalogue.harvest.runs import ALIVE, EVERY, end, hold
from parvis.catalogue.harvested import HarvestRun, HarvestSource
from parvis.records.problems import Problem

logger = logging.getLogger(__name__)

State = HarvestRun.State


def due() -> QuerySet[HarvestSource]:
    """Sources whose time has come, or whose last run died in the middle."""
    now = timezone.now()
    dead = HarvestRun.objects.filter(
        source=OuterRef("pk"), state=State.RUNNING, rehearsal=False, touched__lt=now - ALIVE
    )
    rows = HarvestSource.objects.filter(paused=False, every__in=EVERY)
    return rows.filter(Q(next_at__lte=now) | Exists(dead)).order_by("next_at", "pk")


def harvest_due() -> int:
    """Harvest every source that is due; return how many. One that fails touches no other."""
    bury()
    sources = list(due())
    return sum(apart(source, partial(scheduled, source)) for source in sources)


def bury() -> None:
    """Previews whose process died say so."""
    sentence = _("Cet essai a été interrompu : demandez-en un autre.")
    dead = HarvestRun.objects.filter(rehearsal=True, state=State.RUNNING)
    dead.filter(touched__lt=timezone.now() - ALIVE).update(
        state=State.STOPPED, error=sentence, ended=timezone.now()
    )


def scheduled(source: HarvestSource) -> bool:
    """Harvest a source unless another process has just taken it."""
    now = timezone.now()
    rows = HarvestSource.objects.filter(pk=source.pk, next_at=source.next_at, paused=False)
    if not rows.update(next_at=now + EVERY[source.every]):
        return False
    harvest(source.address, source.kind)
    return True


def carry_out(run: HarvestRun) -> bool:
    """Do what was asked at the desk, once: a second call finds nothing that waits."""
    source = run.source
    return apart(source, lambda: preview(run) if run.rehearsal else asked(run))


def asked(run: HarvestRun) -> bool:
    """A harvest that someone asked for; refused in its own report while another one lives."""
    try:
        harvest(
            run.source.address, run.source.kind,
            allow_mass_archive=run.loss_allowed, asked=run,
        )  # fmt: skip
    except Refused as refusal:
        waiting = HarvestRun.objects.filter(pk=run.pk, state=State.WAITING)
        waiting.update(state=State.STOPPED, error=str(refusal), ended=timezone.now())
        raise
    return True


def preview(run: HarvestRun) -> bool:
    """Say what a harvest would do; the run is all that is written."""
    run.state, run.touched = State.RUNNING, timezone.now()
    run.save(update_fields=["state", "touched"])
    try:
        with patient():
            pages = read(run.source.address, run.source.kind)
            report = rehearse(
                pages, run.source.address, run.source.kind, run.source, lambda: hold(run)
            )
    except Exception as cause:
        end(run, State.STOPPED, said(cause))
        raise
    run.created, run.updated = report.created, report.updated
    run.unchanged, run.archived = report.unchanged, report.archived
    run.save(update_fields=["created", "updated", "unchanged", "archived"])
    run.refused, run.remarks = report.refused, report.remarks
    end(run, State.DONE)
    return True


def apart(source: HarvestSource, work: Callable[[], bool]) -> bool:
    """Do the work of one source; what it raises is its own: it is in its run, and in the log."""
    try:
        return work()
    except (Problem, Refused) as refusal:
        logger.warning("harvest of source %s: %s", source.pk, said(refusal))
    except Exception:
        logger.exception("harvest of source %s failed", source.pk)
    return False
