"""One run of the checker: the addresses that are due, asked host by host in turn.

Each answer is written by itself, so a run that is killed loses one answer. A row is taken by
moving its date forward, compare and set: two runs never ask the same address.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from parvis.catalogue.harvest.polite import Pauses
from parvis.catalogue.links import pace
from parvis.catalogue.links.ask import LIMITS, ask
from parvis.catalogue.links.models import HISTORY, LinkCheck, LinkHost
from parvis.catalogue.links.outcome import PASSING, UNASKED, Outcome, Result, settled
from parvis.records.fetch import Client

MOST = 500  # addresses of a run
A_HOST = 50  # of which of one host
SECONDS = 240.0  # a run takes no new address after that long
PAUSE = 1.0  # seconds between two requests to one host
ANSWERED = (
    "due", "asked", "outcome", "status", "failures", "since", "changed", "media_type", "size",
    "mark", "history",
)  # fmt: skip
TAKEN = dt.timedelta(minutes=15)  # a row whose run died is due again then


@dataclass
class Run:
    """One run; `counts` says how many of each outcome. `now`, `clock` and `sleep` are for tests."""

    client: Client
    most: int = MOST
    seconds: float = SECONDS
    now: Callable[[], dt.datetime] = timezone.now
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    counts: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)  # host → silences in a row

    def go(self, rows: Iterable[LinkCheck] | None = None) -> Counter[str]:
        """Ask the addresses that are due (or these `rows`), as far as the bounds go."""
        end = self.clock() + self.seconds
        pauses = Pauses(PAUSE, self.clock, self.sleep)
        for row in self.due() if rows is None else rows:
            if self.clock() >= end:
                break
            if self.resting(row.host) or not self.take(row):
                continue
            pauses.wait(row.address)
            result = ask(self.client, row.address)
            pauses.done(row.address)
            self.keep(row, result)
        return self.counts

    def due(self) -> list[LinkCheck]:
        """Those due: of each host the longest waiting, then its second …, so that a portal of ten
        thousand addresses keeps nobody waiting."""
        now = self.now()
        resting = LinkHost.objects.filter(until__gt=now).values("host")
        place = Window(RowNumber(), partition_by="host", order_by=["due", "key"])
        rows = LinkCheck.objects.filter(due__lte=now).exclude(host__in=resting)
        rows = rows.annotate(place=place).filter(place__lte=A_HOST).order_by("place", "due", "key")
        return list(rows[: self.most])

    def resting(self, host: str) -> bool:
        return LinkHost.objects.filter(host=host, until__gt=self.now()).exists()

    def take(self, row: LinkCheck) -> bool:
        taken = LinkCheck.objects.filter(pk=row.pk, due=row.due)
        return bool(taken.update(due=self.now() + TAKEN))

    def keep(self, row: LinkCheck, result: Result) -> None:
        """Write the answer, and what it says of the host."""
        now = self.now()
        self.counts[result.outcome] += 1
        self.hear(row.host, result, now)
        apply(row, result, now)
        written = {name: getattr(row, name) for name in ANSWERED}
        LinkCheck.objects.filter(pk=row.pk).update(**written)

    def hear(self, host: str, result: Result, now: dt.datetime) -> None:
        """A host that says "later" or stays silent is left alone; one that answers is forgiven."""
        if result.outcome in UNASKED:
            return
        mute = result.outcome in PASSING and not result.status
        self.silent[host] = self.silent[host] + 1 if mute else 0
        if result.outcome is Outcome.BUSY or self.silent[host] >= pace.STRIKES:
            known = LinkHost.objects.filter(host=host).first()
            strikes = known.strikes + 1 if known else 1
            until = now + pace.rest(strikes, pace.retry_after(result.retry_after, now))
            LinkHost.objects.update_or_create(
                host=host, defaults={"strikes": strikes, "until": until}
            )
        elif not mute:
            LinkHost.objects.filter(host=host).delete()


def apply(row: LinkCheck, result: Result, now: dt.datetime) -> None:
    """What a result changes in its row; what is not believed yet only asks again soon."""
    answered = result.outcome in {Outcome.ANSWERS, *UNASKED}
    row.failures = 0 if answered else row.failures + 1
    row.asked = now
    believed = settled(result, row.failures)
    if believed is None:
        row.due = now + pace.FAILING.least
        return
    before = (row.outcome, row.media_type, row.size, row.mark)
    tell(row, believed, now)
    if answered:
        row.media_type, row.size, row.mark = believed.media_type, believed.size, believed.mark
    if row.changed is None or before != (row.outcome, row.media_type, row.size, row.mark):
        row.changed = now
    bounds = pace.ANSWERING if answered else pace.FAILING
    row.due = now + pace.delay(now - row.changed, bounds, pace.place(row.key))


def tell(row: LinkCheck, result: Result, now: dt.datetime) -> None:
    """The state of the row, and its history when the state is another."""
    if row.outcome != result.outcome:
        row.since = now
        told = {"at": now.isoformat(), "outcome": result.outcome.value, "status": result.status}
        row.history = [*row.history, told][-HISTORY:]
    row.outcome, row.status = result.outcome.value, result.status


def run(**bounds: Any) -> Counter[str]:
    """A run with the settings of this portal."""
    client = Client(limits=LIMITS, allow_private=frozenset(settings.PARVIS_ALLOW_PRIVATE))
    return Run(client, **bounds).go()
