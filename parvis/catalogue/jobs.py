"""Background work of the catalogue. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django_tasks import task

from parvis.catalogue.assessment.survey import survey
from parvis.catalogue.campaign import letters
from parvis.catalogue.links.check import run

A_RUN = 15.0  # seconds: the worker has letters to send and records to publish meanwhile


@task()
def check_links() -> None:
    """Ask the addresses that are due: a short run, every minute."""
    run(seconds=A_RUN)


@task()
def assess_catalogue() -> None:
    """List the addresses of the catalogue and work out the quality of its descriptions."""
    survey()


@task()
def remind_campaigns() -> None:
    """Write to the référents whose list is not complete, when a day to do so has come."""
    letters.remind()
