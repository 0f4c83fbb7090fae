"""A page of HTML as PDF that everyone reads (PDF/UA-1), made in a process of its own.

It costs a second of processor: each web process prints one at a time, and one more at most waits
for it, so that the other threads are for the other pages.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from parvis.design.printer import NO_PANGO

LASTS = 60  # seconds; a sheet takes one or two
WAITS = 20  # seconds that a print waits for the one before it
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core"


class NoPrinter(RuntimeError):
    """The machine lacks what makes PDF: the C library Pango (Debian: PACKAGES)."""


class NotPrinted(RuntimeError):
    """The printer failed; its own words follow."""


class Busy(RuntimeError):
    """Others are being printed, or one of them takes long: later."""


# of this process: the one that prints, and it with those that wait
printing, places = BoundedSemaphore(1), BoundedSemaphore(2)


@contextmanager
def in_turn() -> Iterator[None]:
    """Once the one before is printed. Raise Busy."""
    if not places.acquire(blocking=False):
        raise Busy
    try:
        if not printing.acquire(timeout=WAITS):
            raise Busy
        try:
            yield
        finally:
            printing.release()
    finally:
        places.release()


def printed(page: str) -> bytes:
    """The PDF. Raise Busy, NoPrinter, NotPrinted."""
    with in_turn():
        return made(page)


def made(page: str) -> bytes:
    command = [sys.executable, "-m", "parvis.design.printer"]
    try:
        done = subprocess.run(  # noqa: S603 our own module
            command, input=page.encode(), capture_output=True, timeout=LASTS, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise NotPrinted(f"no PDF after {LASTS} seconds") from slow
    if done.returncode == NO_PANGO:
        raise NoPrinter(PACKAGES)
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NotPrinted(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
