"""Where each delivery of a contract stands today: done, late, due, to come. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DELIVERED = "delivered"
    DELIVERED_LATE = "delivered_late"
    LATE = "late"
    TO_COME = "to_come"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Standing:
    """`days`: how late it is, or was; 0 when it is not."""

    state: State
    days: int = 0


def standing(due: dt.date | None, delivered: dt.date | None, today: dt.date) -> Standing:
    """A delivery planned for a day to come is not delivered yet, whatever was written."""
    if delivered is not None and delivered <= today:
        late = (delivered - due).days if due else 0
        return Standing(State.DELIVERED_LATE, late) if late > 0 else Standing(State.DELIVERED)
    if due is None:
        return Standing(State.UNDATED)
    if due < today:
        return Standing(State.LATE, (today - due).days)
    return Standing(State.TO_COME)
