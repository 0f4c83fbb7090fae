"""The clock of a personal data breach: GDPR, articles 33 and 34.

Pure. 72 hours run from the instant the organisation knew, night and week-end included; a later
notification says why it is late. Instants are aware datetimes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

TERM = dt.timedelta(hours=72)
AHEAD = (dt.timedelta(hours=48), dt.timedelta(hours=24), dt.timedelta(hours=6))  # letters


class Risk(StrEnum):
    """What the breach can do to people: decides who is told."""

    UNKNOWN = "unknown"
    NONE = "none"  # no risk: written in the register alone
    SOME = "some"  # told to the supervisory authority
    HIGH = "high"  # told to the authority and to the people


class State(StrEnum):
    WAITING = "waiting"  # the risk is not yet assessed, or who must be told is not
    LATE = "late"
    TOLD = "told"
    TOLD_LATE = "told_late"
    NOTHING = "nothing"  # no risk: nothing to notify


@dataclass(frozen=True)
class Clock:
    """One breach: when it was known, what it risks, when the authority and people were told."""

    known: dt.datetime
    risk: Risk = Risk.UNKNOWN
    notified: dt.datetime | None = None
    people_told: dt.datetime | None = None

    @property
    def due(self) -> dt.datetime:
        """Counted in UTC: Python adds hours of the wall clock to a local time."""
        return self.known.astimezone(dt.UTC) + TERM

    @property
    def late(self) -> bool:
        """Whether the authority was told after the term."""
        return self.notified is not None and self.notified > self.due

    def state(self, now: dt.datetime) -> State:
        if self.notified is not None:
            return State.TOLD_LATE if self.late else State.TOLD
        if self.risk is Risk.NONE:
            return State.NOTHING
        return State.LATE if now > self.due else State.WAITING

    @property
    def people_waiting(self) -> bool:
        """Whether people must be told, without undue delay, and were not."""
        return self.risk is Risk.HIGH and self.people_told is None

    def open(self, now: dt.datetime) -> bool:
        """Whether somebody still has something to do."""
        return self.state(now) in {State.WAITING, State.LATE} or self.people_waiting

    def stage(self, now: dt.datetime) -> int | None:
        """Hours before the term of the last letter that is due by now, 0 once it has passed; None
        before the first, or where nobody waits for the authority to be told."""
        if self.state(now) not in {State.WAITING, State.LATE}:
            return None
        left = self.due - now
        if left < dt.timedelta(0):
            return 0
        reached = [ahead for ahead in AHEAD if left <= ahead]
        return int(min(reached) / dt.timedelta(hours=1)) if reached else None
