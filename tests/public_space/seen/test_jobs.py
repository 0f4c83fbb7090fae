"""What was not published, and what nobody read, is forgotten in time; answers stay."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from parvis.public_space.seen.jobs import forget_sightings
from parvis.public_space.seen.models import Sighting
from tests import makers

pytestmark = pytest.mark.django_db
State = Sighting.State


def sighting(state: str, received: int, answered: int | None = None) -> Sighting:
    """One received so many days ago, answered so many days ago, with a photograph."""
    now = timezone.now()
    made = Sighting(
        receipt=uuid.uuid4(),
        token=uuid.uuid4().hex,
        organisation=makers.organisation(),
        state=state,
        received=now - dt.timedelta(days=received),
        answered=now - dt.timedelta(days=answered) if answered is not None else None,
    )
    made.photo.save("photo.jpg", ContentFile(b"pixels"))
    return made


@pytest.mark.parametrize(
    ("state", "received", "answered", "stays"),
    [
        (State.REFUSED, 200, 119, True),
        (State.REFUSED, 200, 121, False),
        (State.WAITING, 364, None, True),
        (State.WAITING, 366, None, False),
        (State.ANSWERED, 2000, 1900, True),
    ],
)
def test_each_stays_as_long_as_it_was_said(
    state: str,
    received: int,
    answered: int | None,
    stays: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    made = sighting(state, received, answered)
    store, name = made.photo.storage, made.photo.name
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            forget_sightings.func()
    assert Sighting.objects.filter(pk=made.pk).exists() is stays
    assert store.exists(name) is stays
