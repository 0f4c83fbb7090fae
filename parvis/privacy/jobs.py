"""Work of the registers in the background. Each may run twice, or be killed, without harm."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from parvis.catalogue.links import known
from parvis.privacy import checking, officers
from parvis.privacy.faults import addresses
from parvis.privacy.incidents import actions
from parvis.privacy.models import Processing
from parvis.privacy.notices import letters
from parvis.records import bulk


@task()
def remind_breaches() -> None:
    """Write to the officers before the 72 hours of a breach end."""
    actions.remind()


@task()
def look_after_processings() -> None:
    """Give the addresses of processings to the link checker."""
    rows = checking.public_rows()
    known.list_addresses({one for row in rows for one in addresses(row.content)}, timezone.now())


@task()
def name_officer(organisation: int) -> None:
    """Publish again what names another officer; what its own rules hold back waits for a person."""
    rows = officers.outdated(organisation, Processing.objects.all())
    whole = [one for one in rows if not one.problems()]
    for start in range(0, len(whole), bulk.BATCH):
        bulk.save_many(
            whole[start : start + bulk.BATCH],
            why=_("Le délégué à la protection des données a changé"),
        )


@task()
def warn_old_notices() -> None:
    """Write to the référents about copies that no longer say what their notice says."""
    letters.warn()
