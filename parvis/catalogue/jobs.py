"""Background work of the catalogue. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django_tasks import task

from parvis.catalogue.assessment.survey import survey
from parvis.catalogue.campaign import letters
from parvis.catalogue.harvest import due
from parvis.catalogue.harvested import HarvestRun
from parvis.catalogue.links.check import run
from parvis.operation.schedule import LONG

A_RUN = 15.0  # seconds: harvests and scans wait meanwhile


@task(queue_name=LONG)
def check_links() -> None:
    """Ask the addresses that are due: a short run, every minute."""
    run(seconds=A_RUN)


@task(queue_name=LONG)
def assess_catalogue() -> None:
    """List the addresses of the catalogue and work out the quality of its descriptions."""
    survey()


@task()
def remind_campaigns() -> None:
    """Write to the référents whose list is not complete, when a day to do so has come."""
    letters.remind()


@task(queue_name=LONG)
def harvest_sources() -> None:
    """Harvest the sources that are due, one after the other."""
    due.harvest_due()


@task(queue_name=LONG)
def carry_out_harvest(key: int) -> None:
    """Do the harvest or the preview that someone asked for at the desk, if it still waits."""
    waiting = HarvestRun.objects.filter(pk=key, state=HarvestRun.State.WAITING)
    if found := waiting.select_related("source__catalogue", "source__organisation").first():
        due.carry_out(found)
