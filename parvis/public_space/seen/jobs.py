"""What people sent is forgotten in time, as citizens' other submissions are."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from parvis.public_space.seen.models import Sighting

REASON_KEPT = dt.timedelta(days=120)  # why something was not published, for its author to read
UNREAD_KEPT = dt.timedelta(days=365)


@task()
def forget_sightings() -> None:
    """Delete what was not published once its author had time to read why, and what nobody read in
    a year, photograph included. Running twice, or killed between two, does no harm."""
    now = timezone.now()
    refused = Sighting.objects.filter(state=Sighting.State.REFUSED, answered__lt=now - REASON_KEPT)
    unread = Sighting.objects.filter(state=Sighting.State.WAITING, received__lt=now - UNREAD_KEPT)
    for one in [*refused, *unread]:
        forget(one)


@transaction.atomic
def forget(one: Sighting) -> None:
    """The row first: a file without a row is found by nobody, and leaves once that is certain."""
    store, name = one.photo.storage, one.photo.name
    one.delete()
    if name:
        transaction.on_commit(lambda: store.delete(name))
