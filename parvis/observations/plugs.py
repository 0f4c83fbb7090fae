"""What the room of observations tells the lower floors."""

from __future__ import annotations

from collections.abc import Callable

from parvis.observations.models import Sealed
from parvis.records.hooks import implement
from parvis.records.openapi import Doors


@implement
def kept_rows() -> list[str]:
    return list(Sealed.objects.filter(rows__gt=0).values_list("digest", flat=True))


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [("seal_months", "parvis.observations.jobs.seal_months", 21_600)]


@implement
def machine_doors() -> list[Doors]:
    from parvis.observations.lorawan.definition import DOORS

    return [DOORS]


@implement
def loops(ended: Callable[[], bool]) -> list[tuple[str, Callable[[], object], float]]:
    from parvis.observations.mqtt.loops import loops

    return loops(ended)
