"""What awaits people at the desk; `parvis/public_space/plugs.py` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.records.kinds import Awaited


def awaits(user: Any) -> Iterator[Awaited]:
    """Devices that people signalled, the oldest first; two queries."""
    from parvis.public_space.seen import actions  # models are loaded by then
    from parvis.public_space.seen.models import Sighting

    for key, received in actions.OLDEST(user, "device", [Sighting.State.WAITING]):
        sentence = _("Un équipement inconnu est signalé : répondre")
        yield Awaited(sentence, reverse("parvis_seen:one", args=[key]), received)
