"""Readers of codes and of print."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest


def opened(data: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(io.BytesIO(data))


def decoded(data: bytes, folder: Path) -> str:
    """What the QR code of a printed page says, read by zbar from a picture of the page."""
    reader = shutil.which("zbarimg")
    if not reader:
        pytest.fail("No reader of codes. Type: sudo apt-get install -y zbar-tools", pytrace=False)
    (page,) = opened(data)
    page.render(scale=2).to_pil().save(folder / "sheet.png")
    command = [reader, "--quiet", "--raw", str(folder / "sheet.png")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
