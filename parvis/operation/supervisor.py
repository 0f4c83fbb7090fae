"""Keep a few child processes alive, stop them cleanly, leave none behind.

Each child leads a process group of its own, so that whatever it started goes with it. The kernel
ends a child whose supervisor was killed (PR_SET_PDEATHSIG, Linux). Pure: knows nothing of what
the children do.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead child is started again
DEATHS, WINDOW = 8, 300.0  # so many deaths within so many seconds: give up
PATIENCE = 30.0  # seconds a child has to stop before it is killed


@dataclass
class Child:
    """One process to keep alive, and when it died lately (monotonic seconds)."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)
    again: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 (our own command line)
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid()),
        )

    def signal_group(self, number: int) -> None:
        """Signal the child and all it started; a group that is gone needs nothing."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                self.process.poll()

    def died(self, now: float) -> float:
        """Note a death; return the pause in seconds before the next start."""
        self.deaths.append(now)
        while now - self.deaths[0] > WINDOW:
            self.deaths.popleft()
        pause = min(FIRST_PAUSE * 2.0 ** (len(self.deaths) - 1), LONGEST_PAUSE)
        self.again = now + pause
        return pause

    @property
    def hopeless(self) -> bool:
        return len(self.deaths) >= DEATHS


def die_with_parent(parent: int) -> Callable[[], None]:
    """A function for the child, before exec: ask the kernel for SIGTERM when the parent dies."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


class Supervisor:
    """Start the children, restart the one that dies, stop all at SIGTERM or SIGINT."""

    def __init__(self, children: Sequence[Child], say: Callable[[str, dict[str, object]], None]):
        self.children = children
        self.say = say
        self.stopping = threading.Event()

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self.stopping.set()

    def run(self) -> int:
        """Until stopped: 0 after a clean stop, 1 when a child died too often."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        status = 0
        try:
            for child in self.children:
                child.start()
            while not self.stopping.is_set():
                status = max(self.watch(child) for child in self.children)
                if status:
                    break
                self.stopping.wait(0.2)
        finally:
            self.end()
        return status

    def watch(self, child: Child) -> int:
        """Look at one child: note its death, start it again, or give up (1)."""
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return 0
            child.signal_group(signal.SIGKILL)  # what it left behind
            child.process = None
            pause = child.died(now)
            if child.hopeless:
                self.say("gave_up", {"name": child.name, "code": code, "deaths": DEATHS})
                return 1
            self.say("died", {"name": child.name, "code": code, "pause": pause})
        elif now >= child.again:
            child.start()
        return 0

    def end(self) -> None:
        """SIGTERM to all, patience, then SIGKILL; whatever a child started goes too."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in running:
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say("killed", {"name": child.name})
            child.signal_group(signal.SIGKILL)
        for child in running:
            if child.process is not None:
                child.process.wait()
