"""Background work of the catalogue. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django_tasks import task

from parvis.catalogue.assessment.survey import survey
from parvis.catalogue.links.check import run


@task()
def check_links() -> None:
    """Ask the addresses that are due, within the bounds of a run."""
    run()


@task()
def assess_catalogue() -> None:
    """List the addresses of the catalogue and work out the quality of its descriptions."""
    survey()
