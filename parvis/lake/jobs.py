"""The lake in the background."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from parvis.lake import work
from parvis.operation.schedule import LONG


@task(queue_name=LONG)
def run_job(key: str) -> None:
    """May run twice, or be killed, without harm."""
    work.run(UUID(key))


@task(queue_name=LONG)
def run_held_up() -> None:
    """Jobs that a storage which did not answer holds up."""
    for key in work.held_up():
        work.run(key)
