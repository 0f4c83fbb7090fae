"""What is to be told at the broker: noted in the transaction that changes it, taken away once the
broker has it. Identifiers alone: what is said is read when it is told, as all may see it then."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from parvis.observations.models import Update

Change = tuple[str, Sequence[int], Sequence[str] | None]
"""The name of an entity, which ones, and the properties that changed (None: any)."""
TIMES = ("phenomenonTime", "resultTime")  # of a datastream, as its observations come and go


def on() -> bool:
    """Whether the broker is told anything: its folder tells who listens."""
    return bool(settings.PARVIS_MQTT_URL and settings.PARVIS_MQTT_FOLDER)


def note(*changes: Change) -> None:
    """One row for all; call it in the transaction that made them."""
    kept = [each for each in changes if each[1]]
    if kept and on():
        Update.objects.create(changes=kept)
