"""What the worker does about the catalogue's table: it is kept before a visitor asks.

All data sets are read where nothing is kept, what changed else; `table_kept` says the file.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from parvis.catalogue.explore import table_kept
from parvis.catalogue.explore.table import Ended, Table
from parvis.catalogue.explore.table_rows import SHAPE
from parvis.catalogue.unchanged import State, state
from parvis.records.audience import VISITOR

EVERY = 1.0  # seconds between two looks


class Preparer:
    """The table is let go as soon as it is kept: a portal changes far less often than it is asked,
    and the worker has better use for the memory."""

    def __init__(self, ended: Callable[[], bool]) -> None:
        self.ended = ended
        self.kept: State | None = None
        self.again = 0.0  # when to try once more what could not be kept: a full disk

    def run_once(self) -> None:
        now = state()
        if time.monotonic() < self.again or not self.behind(now):
            return
        table = Table(VISITOR, "catalogue_prepared")
        try:
            table.follow(now, self.ended)
        except Ended:
            return
        if table.keep():
            self.kept = now
        else:
            self.again = time.monotonic() + table_kept.PATIENCE

    def behind(self, now: State) -> bool:
        """Whether a text changed, so that nothing that went stays in the file; rows of live data,
        which move every few seconds, are told once a minute."""
        path, known = table_kept.file(SHAPE), self.kept
        if known is None or known.digest != now.digest or not path.exists():
            return True
        return known != now and table_kept.due(path)
