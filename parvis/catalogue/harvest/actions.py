"""What people do with sources: each checks the right, acts. None as a person is the application.

A harvest publishes: whoever may publish the data sets of an organisation manages its sources.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.harvest.report import Refused
from parvis.catalogue.harvest.runs import EVERY, is_alive, refuse_while_alive, resumable
from parvis.catalogue.harvested import HarvestRun, HarvestSource
from parvis.catalogue.jobs import carry_out_harvest
from parvis.organisations.models import Organisation
from parvis.records.desk import rights

State = HarvestRun.State
VERB, KIND = "publish", "dataset"


def organisations(by: Any) -> QuerySet[Organisation]:
    """For whom this person may manage sources."""
    if rights.is_administrator(by):
        return Organisation.objects.all()
    return rights.organisations(by, VERB, KIND)


def manages(by: Any) -> bool:
    """Whether there is any for whom they may."""
    return rights.is_administrator(by) or rights.for_some(by, VERB, KIND)


def sources(by: Any) -> QuerySet[HarvestSource]:
    """The sources that this person manages."""
    if rights.is_administrator(by):
        return HarvestSource.objects.all()
    return HarvestSource.objects.filter(organisation__in=organisations(by))


def check(by: Any, organisation: Organisation | int) -> None:
    """Raise PermissionDenied unless this person manages the sources of an organisation."""
    key = organisation if isinstance(organisation, int) else organisation.pk
    if by is not None and not organisations(by).filter(pk=key).exists():
        raise PermissionDenied(f"{by} may not manage sources of organisation {key}")


def may_trust(by: Any) -> bool:
    """Whether this person may let a source publish in the name of other organisations."""
    return by is None or rights.is_administrator(by)


def save(by: Any, source: HarvestSource) -> HarvestSource:
    """Add a source or change it; both its organisation before and the one after are one's own.

    Trust is an administrator's, and given to an address: another address is not trusted.
    """
    if source.pk:
        before = HarvestSource.objects.get(pk=source.pk)
        check(by, before.organisation_id)
        moved = (before.address, before.kind) != (source.address, source.kind)
        trusted = before.trusted and not moved
        if (before.every, before.paused) != (source.every, source.paused):
            source.next_at = timezone.now() if source.every in EVERY else None
    else:
        trusted = False
        source.next_at = timezone.now() if source.every in EVERY else None
    if not may_trust(by):
        source.trusted = trusted
    check(by, source.organisation_id)
    source.save()
    return source


@transaction.atomic
def ask(
    by: Any, source: HarvestSource, *, rehearsal: bool = False, loss_allowed: bool = False
) -> HarvestRun:
    """Ask for a harvest, or for a preview of one; return the run, whose page tells the rest.

    What waits already is done once. Raises Refused while a harvest is under way.
    """
    check(by, source.organisation_id)
    source = HarvestSource.objects.select_for_update().get(pk=source.pk)
    waiting = source.runs.filter(state=State.WAITING, rehearsal=rehearsal).first()
    if not rehearsal:
        refuse_while_alive(source)
    run = waiting or (None if rehearsal else resumable(source)) or HarvestRun(source=source)
    run.state, run.rehearsal, run.loss_allowed = State.WAITING, rehearsal, loss_allowed
    run.save()
    transaction.on_commit(lambda: carry_out_harvest.enqueue(run.pk))  # the first one may be lost
    return run


@transaction.atomic
def remove(by: Any, source: HarvestSource) -> None:
    """Forget a source and its runs. Its records stay as they are, and are known again if the
    source is added again. Raises Refused while a harvest is under way, and when the addresses of
    the portal lead here: they would lead nowhere."""
    check(by, source.organisation_id)
    if source.old_addresses.exists():
        sentence = _(
            "Les adresses de cet ancien portail mènent à ses fiches d’ici : sans la source, elles "
            "ne mèneraient plus nulle part. Mettez-la plutôt en pause."
        )
        raise Refused(sentence)
    refuse_while_alive(HarvestSource.objects.select_for_update().get(pk=source.pk))
    source.delete()


def under_way(run: HarvestRun) -> bool:
    """Whether the page of a run has more to tell in a moment."""
    return run.state == State.WAITING or is_alive(run)
