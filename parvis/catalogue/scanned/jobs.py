"""Scans in the background. Each may run twice: one scan of a database goes at a time."""

from __future__ import annotations

from django_tasks import task

from parvis.catalogue.scanned.models import EXPORTS, ScannedSource
from parvis.catalogue.scanned.run import scan
from parvis.operation.schedule import LONG


@task(queue_name=LONG)
def scan_source(key: int) -> None:
    source = ScannedSource.objects.filter(pk=key).first()
    if source:
        scan(source)


@task()
def scan_all() -> None:
    """Every database, each in its own task: one that fails or lasts keeps no other waiting."""
    reached = ScannedSource.objects.exclude(address__startswith=EXPORTS)
    for key in reached.values_list("pk", flat=True):
        scan_source.enqueue(key)
