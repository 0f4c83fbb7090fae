"""What the demonstration tells the lower floors."""

from __future__ import annotations

from django.conf import settings

from parvis.records.hooks import implement


@implement
def scheduled() -> list[tuple[str, str, int]]:
    """Its devices go on measuring, in demonstration mode alone."""
    if not settings.PARVIS_DEMO:
        return []
    return [("measure_demo", "parvis.demo.jobs.measure_demo", 300)]
