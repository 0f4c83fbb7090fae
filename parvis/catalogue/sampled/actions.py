"""What a steward brings where no scan reaches: an export, described and kept as a scan is.

The file itself is read and let go: only what `scan.sample` says of it stays.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from parvis.catalogue.models import Application
from parvis.catalogue.scan.sample.inventory import joined, sampled
from parvis.catalogue.scanned import run as scans
from parvis.catalogue.scanned.actions import check
from parvis.catalogue.scanned.models import ScannedSource, ScanRun, exports_of


def source_of(user: Any, application: Application, organisation: Any) -> ScannedSource:
    """The exports of an application: those already known, or the first, not saved yet."""
    address = exports_of(application.pk)
    known = ScannedSource.objects.select_related("application").filter(address=address).first()
    fresh = ScannedSource(
        application=application, organisation=organisation, address=address, steward=user
    )
    return known or fresh


def take(user: Any, source: ScannedSource, file: BinaryIO, table: str) -> ScanRun:
    """Describe one table from an export of it; raise SampleError, and nothing changes.

    Another export of the same table takes its place, and what changed is told; other tables stay.
    """
    check(user, source)
    found = sampled(file, table)  # outside any transaction: it may last seconds
    with transaction.atomic():
        if source.pk is None:
            source.full_clean()
            source.save()
        before = scans.known(scans.locked(source.pk))
        run = ScanRun.objects.create(source=source)
        scans.write(run, joined(before, found))
        run.ended = timezone.now()
        run.save()
    return run
