"""When an address is asked again, and when a host is left alone. Pure: times in, times out.

The delay is as long as nothing has changed, between two bounds: an address stable for two days is
asked again in two days, one that has just changed or failed soon. datagouv/hydra has the same idea
in four steps (12 hours, 1, 7 and 30 days since the last change).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

SPREAD = 0.2  # of a delay: addresses listed together are not asked together for ever
STRIKES = 3  # silences in a row after which a host is left alone


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest delay."""

    least: dt.timedelta
    most: dt.timedelta


ANSWERING = Bounds(dt.timedelta(hours=12), dt.timedelta(days=30))
FAILING = Bounds(dt.timedelta(hours=1), dt.timedelta(days=7))
RESTING = Bounds(dt.timedelta(minutes=10), dt.timedelta(days=1))  # of a host


def delay(unchanged: dt.timedelta, bounds: Bounds, spread: float = 0.5) -> dt.timedelta:
    """How long until an address is asked again, when nothing has changed for `unchanged`.

    `spread` in [0, 1) is the address's own place around that delay.
    """
    kept = min(max(unchanged, bounds.least), bounds.most)
    return kept * (1 + SPREAD * (spread - 0.5))


def rest(strikes: int, asked: dt.timedelta | None = None) -> dt.timedelta:
    """How long a host is left alone after `strikes` (1 or more) times in a row: twice as long each
    time; at least what it `asked` for itself, within the longest rest."""
    doubled = RESTING.least * (1 << min(strikes - 1, 20))
    return min(max(doubled, asked or dt.timedelta(0)), RESTING.most)


def retry_after(text: str, now: dt.datetime) -> dt.timedelta | None:
    """What `Retry-After` asks for (RFC 9110, 10.2.3: seconds or a date); None when it says
    nothing understood. A date gone by is no wait."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return dt.timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return max(moment - now, dt.timedelta(0))
    except (ValueError, TypeError, OverflowError):
        return None


def place(key: str) -> float:
    """The `spread` of an address, from the hexadecimal digest that is its key."""
    return int(key[:8], 16) / 16**8
