"""What each worker does again and again: its machine's search follows the history, and what rooms
ask for."""

from __future__ import annotations

import threading

from django.conf import settings

from parvis.operation.worker import FOLLOW_EVERY, Loop
from parvis.records import hooks
from parvis.records.finding import HistorySource
from parvis.records.search import Follower


def followers(stop: threading.Event) -> list[Loop]:
    search = Follower(settings.PARVIS_SEARCH, HistorySource(), ended=stop.is_set)
    rooms = [Loop(*told) for told in hooks.gather("loops", ended=stop.is_set)]
    return [Loop("search", search.run_once, FOLLOW_EVERY), *rooms]
