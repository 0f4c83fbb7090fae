"""One background process: tasks in the main thread; long ones, schedule and followers beside."""

from __future__ import annotations

import logging
import os
import platform
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from uuid import uuid4

from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker

from parvis.operation import schedule

logger = logging.getLogger(__name__)

TASKS_EVERY = 0.5  # seconds
BEAT_EVERY = 15.0
SCHEDULE_EVERY = 1.0
FOLLOW_EVERY = 0.4
PAUSE_AFTER_FAILURE = 5.0
BEHIND = 5  # niceness of long tasks: while all are busy, a page gets three times as much processor


@dataclass(frozen=True)
class Loop:
    """A step repeated in its own thread until the stop; a failure is logged, then it goes on."""

    name: str
    step: Callable[[], object]
    every: float  # seconds
    niceness: int = 0  # of its thread, where threads have one of their own

    def run(self, stop: threading.Event) -> None:
        if self.niceness and sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self.niceness)
        while not stop.is_set():
            stop.wait(self.once())
        connection.close()

    def once(self) -> float:
        """One step; return the seconds to wait before the next."""
        try:
            close_old_connections()
            self.step()
        except Exception:
            logger.exception("%s failed; again in %s s", self.name, PAUSE_AFTER_FAILURE)
            connection.close()
            return PAUSE_AFTER_FAILURE
        return self.every


class Background:
    """The worker of one machine; several may run, on one machine or more."""

    def __init__(self, followers: list[Loop], stop: threading.Event) -> None:
        self.name = uuid4().hex
        self.stop = stop
        self.tasks = self.taker(
            queue_names=["*"], excluded_queue_names=[schedule.LONG, schedule.FILES]
        )
        self.files = self.taker(queue_names=[schedule.FILES], excluded_queue_names=[])
        self.long_tasks = self.taker(queue_names=[schedule.LONG], excluded_queue_names=[])
        self.loops = [
            Loop("long tasks", self.long_tasks.run, TASKS_EVERY, niceness=BEHIND),
            Loop("files", self.files.run, TASKS_EVERY),
            Loop("beat", self.beat, BEAT_EVERY),
            Loop("schedule", schedule.run_due, SCHEDULE_EVERY),
            *followers,
        ]

    def taker(self, **queues: list[str]) -> Worker:
        """What takes tasks of these queues, one at a time, until told not to."""
        return Worker(
            interval=TASKS_EVERY,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            **queues,
        )

    def beat(self) -> None:
        schedule.beat(self.name, platform.node())
        schedule.revive()

    def end(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the tasks in hand, then stop."""
        self.tasks.running = self.long_tasks.running = self.files.running = False
        self.stop.set()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.end)
        schedule.declare()
        schedule.beat(self.name, platform.node())
        threads = [
            threading.Thread(target=loop.run, args=[self.stop], name=loop.name)
            for loop in self.loops
        ]
        for thread in threads:
            thread.start()
        try:
            self.tasks.run()
        finally:
            self.end()
            for thread in threads:
                thread.join()
