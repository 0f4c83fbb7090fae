"""What the sign of a device, or of several, says today."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from parvis.public_space.signage.words import said
from parvis.records import canonical
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.records.projection import make, shown_organisations


def says_now(devices: Iterable[UUID]) -> dict[UUID, str]:
    """The digest of what the sign of each published device says today; two queries."""
    rows = Published.objects.filter(pk__in=list(devices), state=Published.State.LIVE)
    owners = shown_organisations({row.organisation for row in rows}, VISITOR)
    return {row.uuid: said(make(row, owners.get(row.organisation))) for row in rows}


def together(devices: Collection[UUID], now: Mapping[UUID, str]) -> str:
    """What a sign of these says today: the digest of one device, of several that of theirs; ""
    while none of them is published."""
    said = {str(one): now[one] for one in devices if one in now}
    if len(devices) == 1 or not said:
        return next(iter(said.values()), "")
    return hashlib.sha256(canonical.encode(said)).hexdigest()[:16]
