"""What follows the history on each machine, run by its worker."""

from __future__ import annotations

import threading

from django.conf import settings

from parvis.operation.worker import FOLLOW_EVERY, Loop
from parvis.records.finding import HistorySource
from parvis.records.search import Follower


def followers(stop: threading.Event) -> list[Loop]:
    search = Follower(settings.PARVIS_SEARCH, HistorySource(), ended=stop.is_set)
    return [Loop("search", search.run_once, FOLLOW_EVERY)]
