"""A page of HTML as PDF that everyone reads (PDF/UA-1), made in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from parvis.design.printer import NO_PANGO

LASTS = 60  # seconds; a sheet takes one or two
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core"


class NoPrinter(RuntimeError):
    """The machine lacks what makes PDF: the C library Pango (Debian: PACKAGES)."""


class NotPrinted(RuntimeError):
    """The printer failed; its own words follow."""


def printed(page: str) -> bytes:
    """The PDF. Raise NoPrinter, NotPrinted."""
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
