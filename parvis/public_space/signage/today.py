"""What the sign of a device says today."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from parvis.public_space.signage.words import said
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.records.projection import make, shown_organisations


def says_now(devices: Iterable[UUID]) -> dict[UUID, str]:
    """The digest of what the sign of each published device says today; two queries."""
    rows = Published.objects.filter(pk__in=list(devices), state=Published.State.LIVE)
    owners = shown_organisations({row.organisation for row in rows}, VISITOR)
    return {row.uuid: said(make(row, owners.get(row.organisation))) for row in rows}
