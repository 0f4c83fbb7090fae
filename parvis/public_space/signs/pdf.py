"""A sheet as PDF that everyone reads (PDF/UA-1): real text, tagged, over the drawn shapes.

It is made by `printer`, in a process of its own.
"""

from __future__ import annotations

import base64
import subprocess
import sys

from parvis.design.svg import text as escaped
from parvis.public_space.signs.draw import (
    FONTS,
    INKS,
    code_picture,
    in_order,
    n,
    picture,
    runs,
)
from parvis.public_space.signs.layout import LEADING, Page, Text
from parvis.public_space.signs.printer import NO_PANGO
from parvis.public_space.signs.sign import Sign

LASTS = 60  # seconds; a sign takes one or two
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core"
TAGS = {"h1": "h1", "h2": "h2"}


class NoPrinter(RuntimeError):
    """The machine lacks what makes PDF: the C library Pango (Debian: PACKAGES)."""


class NotPrinted(RuntimeError):
    """The printer failed; its own words follow."""


def pdf(sign: Sign, page: Page) -> bytes:
    """The sheet as PDF. Raise NoPrinter, NotPrinted."""
    return printed(html(sign, page))


def printed(page: str) -> bytes:
    """A whole HTML page as PDF; it fetches nothing. Raise NoPrinter, NotPrinted."""
    command = [sys.executable, "-m", "parvis.public_space.signs.printer"]
    try:
        done = subprocess.run(  # noqa: S603 our own module
            command,
            input=page.encode(),
            capture_output=True,
            timeout=LASTS,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise NotPrinted(f"no PDF after {LASTS} seconds") from slow
    if done.returncode == NO_PANGO:
        raise NoPrinter(PACKAGES)
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NotPrinted(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def html(sign: Sign, page: Page) -> str:
    """The sheet as one HTML page: each paragraph where the layout put it."""
    ground, square = inline(picture(sign, page)), page.code
    sheet, wide, high = page.format, n(page.format.width), n(page.format.height)
    code = (
        f'<img alt="{escaped(sign.url)}" src="{inline(code_picture(sign))}"'
        f' style="left:{n(square.x)}mm;top:{n(square.y)}mm;width:{n(square.side)}mm"/>'
    )
    style = (
        f"@page{{size:{wide}mm {high}mm;margin:0;background:url({ground}) 0 0/{wide}mm {high}mm}}"
        f"body{{margin:0;font-family:{FONTS};width:{wide}mm}}"
        f"p,h1,h2,img{{position:absolute;margin:0}}"
        f"p,h1,h2{{white-space:nowrap;font-weight:normal;line-height:{LEADING}}}"
    )
    body = "".join(paragraph(one) for one in in_order(page))
    return (
        f'<!doctype html><html lang="{escaped(sign.language)}"><head><meta charset="utf-8"/>'
        f"<title>{escaped(sign.heading)} – {escaped(sign.title)} ({sheet.name.upper()})</title>"
        f"<style>{style}</style></head><body>{body}{code}</body></html>"
    )


def paragraph(one: Text) -> str:
    tag = TAGS.get(one.role, "p")
    lines = "<br/>".join(runs(row, "<b>{}</b>") for row in one.rows)
    centred = ";text-align:center" if one.centred else ""
    return (
        f'<{tag} style="left:{n(one.x)}mm;top:{n(one.y)}mm;width:{n(one.room)}mm;'
        f'font-size:{n(one.size)}mm;color:{INKS.get(one.role, "#000000")}{centred}">{lines}</{tag}>'
    )


def inline(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
