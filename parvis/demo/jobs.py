"""Work of the demonstration in the background."""

from __future__ import annotations

from django_tasks import task

from parvis.demo import devices


@task()
def measure_demo() -> None:
    """The values that are due; run twice, it adds none."""
    devices.measure()
