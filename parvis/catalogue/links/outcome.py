"""What happened when an address was asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from parvis.records.fetch import FetchError, Look


class Outcome(StrEnum):
    ANSWERS = "answers"
    GONE = "gone"
    LOCKED = "locked"
    REFUSED = "refused"
    BROKEN = "broken"
    SILENT = "silent"
    UNKNOWN_HOST = "unknown_host"
    CERTIFICATE = "certificate"
    LOOP = "loop"  # sends elsewhere without end, or nowhere
    PRIVATE = "private"  # not asked: on a private network
    UNREAD = "unread"  # not asked: no address that can be
    BUSY = "busy"  # "later": says nothing of the address itself


UNASKED = frozenset({Outcome.PRIVATE, Outcome.UNREAD})
PASSING = frozenset({Outcome.BROKEN, Outcome.SILENT, Outcome.UNKNOWN_HOST, Outcome.CERTIFICATE})
"""Failures that often mend themselves: believed once they happened twice in a row."""
CONFIRMED = 2
PATIENCE = 5  # times in a row that "later" is believed

CODES = {
    "unreachable": Outcome.SILENT,
    "slow": Outcome.SILENT,
    "answer": Outcome.SILENT,
    "unknown_host": Outcome.UNKNOWN_HOST,
    "certificate": Outcome.CERTIFICATE,
    "redirect": Outcome.LOOP,
    "redirects": Outcome.LOOP,
    "private": Outcome.PRIVATE,
    "address": Outcome.UNREAD,
    "credentials": Outcome.UNREAD,
    "port": Outcome.UNREAD,
}
STATUSES = {
    **dict.fromkeys((404, 410), Outcome.GONE),
    **dict.fromkeys((401, 402, 403, 407, 451), Outcome.LOCKED),
    **dict.fromkeys((429, 503), Outcome.BUSY),
    416: Outcome.ANSWERS,  # an empty file has no first byte
}


@dataclass(frozen=True, slots=True)
class Result:
    """One answer. `status` 0 where no HTTP answer came; `mark` changes when the content does."""

    outcome: Outcome
    status: int = 0
    media_type: str = ""
    size: int | None = None
    mark: str = ""
    retry_after: str = ""


def of_look(look: Look) -> Result:
    """A status below 400 answers; others by what people can do about them."""
    if look.status < 400:
        outcome = Outcome.ANSWERS
    else:
        other = Outcome.REFUSED if look.status < 500 else Outcome.BROKEN
        outcome = STATUSES.get(look.status, other)
    if outcome is not Outcome.ANSWERS:
        return Result(outcome, look.status, retry_after=look.retry_after)
    mark = look.etag or look.last_modified
    return Result(outcome, look.status, look.media_type[:200], look.size, mark[:200])


def settled(result: Result, failures: int) -> Result | None:
    """What to believe at the `failures`-th failure in a row (0: none); None: nothing yet."""
    if result.outcome in PASSING and failures < CONFIRMED:
        return None
    if result.outcome is not Outcome.BUSY:
        return result
    if failures < PATIENCE:
        return None
    outcome = Outcome.BROKEN if result.status >= 500 else Outcome.REFUSED
    return replace(result, outcome=outcome)


def of_error(error: FetchError) -> Result:
    """Every code of `FetchError` that a look can meet has its line in CODES."""
    return Result(CODES[error.code])


def verdict(outcome: str) -> bool | None:
    """Whether the address answers; None when nobody could tell."""
    if not outcome or outcome in UNASKED:
        return None
    return outcome == Outcome.ANSWERS
