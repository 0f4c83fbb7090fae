"""One scan from end to end: read the database, keep what it found, tell what changed."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import asdict

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.catalogue.scan.address import parse
from parvis.catalogue.scan.describe import Description, describe
from parvis.catalogue.scan.difference import Change, difference
from parvis.catalogue.scan.errors import ScanError, noted
from parvis.catalogue.scan.model import Inventory, from_plain, to_plain
from parvis.catalogue.scan.reading import read
from parvis.catalogue.scanned.keep import keep
from parvis.catalogue.scanned.models import ScannedSource, ScanRun

LOST = dt.timedelta(minutes=30)  # a scan ends within fifteen: one older died with its process
TOLD = 200  # changes that a run keeps


def scan(source: ScannedSource) -> ScanRun | None:
    """Scan now; None when another scan of the same database is under way."""
    source.runs.filter(state="running", started__lt=timezone.now() - LOST).update(
        state="failed", ended=timezone.now(), error={"code": "slow", "params": {"seconds": "900"}}
    )
    try:
        with transaction.atomic():
            run = ScanRun.objects.create(source=source)
    except IntegrityError:
        return None
    try:
        found = reached(source)
    except ScanError as error:
        run.state, run.error = ScanRun.State.FAILED, asdict(noted(error))
    else:
        write(run, found)
    run.ended = timezone.now()
    run.save()
    return run


def reached(source: ScannedSource) -> Inventory:
    """Outside any transaction of ours: it may last minutes."""
    target = parse(source.address)
    allowed = frozenset(settings.PARVIS_ALLOW_PRIVATE)
    return read(target, source.account(os.environ), allowed=allowed)


def locked(key: int) -> ScannedSource:
    return ScannedSource.objects.select_for_update().get(pk=key)


def known(source: ScannedSource) -> Inventory | None:
    """The last schema read; None before the first."""
    return from_plain(Inventory, source.inventory) if source.inventory else None


@transaction.atomic
def write(run: ScanRun, found: Inventory) -> None:
    source = locked(run.source_id)
    description = describe(source.application_name, found)
    before = known(source)
    changes = difference(before, found) if before else ()
    guesses = keep(source, description, changes)
    source.inventory = to_plain(found)
    source.save(update_fields=["inventory"])
    count(run, description)
    changes = (*changes, *guesses)
    run.changes = [asdict(change) for change in changes[:TOLD]]
    run.state = ScanRun.State.DONE
    if changes:
        tell(source, changes)


def count(run: ScanRun, description: Description) -> None:
    run.tables = len(description.tables)
    run.columns = sum(len(table.columns) for table in description.tables)
    run.suspected = sum(len(table.suspected) for table in description.tables)


def tell(source: ScannedSource, changes: tuple[Change, ...]) -> None:
    """Write to the steward what changed; the outbox keeps the letter with the scan."""
    if not source.steward or not source.steward.is_active or not source.steward.email:
        return
    with override(settings.LANGUAGE_CODE):
        subject = _("La base de « %(title)s » a changé") % {"title": source.application.title}
        lines = [change.sentence(_) for change in changes[:TOLD]]
        text = _("Rien de ce que vous avez décidé n’est perdu. Ce qui a changé :")
        send_mail(" ".join(subject.split()), "\n".join([text, "", *lines]), None,
                  [source.steward.email])  # fmt: skip
