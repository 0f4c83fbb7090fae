"""Observations in the background. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django_tasks import task

from parvis.observations import sealing
from parvis.operation.schedule import LONG


@task(queue_name=LONG)
def seal_months() -> None:
    """Months that are past leave the database for the lake."""
    sealing.seal_due()
