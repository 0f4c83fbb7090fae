"""A sheet as PDF that everyone reads (PDF/UA-1): real text, tagged, over the drawn shapes."""

from __future__ import annotations

import base64

from parvis.design.printing import printed
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
from parvis.public_space.signs.sign import Sign

TAGS = {"h1": "h1", "h2": "h2"}


def pdf(sign: Sign, page: Page) -> bytes:
    """The sheet as PDF. Raise Busy, NoPrinter, NotPrinted."""
    return printed(html(sign, page))


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
