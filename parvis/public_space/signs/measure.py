"""How much room a text takes, whatever plain font a machine has, and where its lines break.

Widths are the largest of DejaVu Sans, Nimbus Sans (metrics of Helvetica and Arial) in hundredths of
their size, rounded up to five: a line measured here is never wider on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

REGULAR = {
    20: "\u202f\u2009",
    30: "'IijlÌÍÎÏìíîïĨĩĪīĬĭĮįİıĵĺļł",
    35: " ,./:;\\|\u00a0¦·ŀ‘’‚",
    40: "()-[]ft\u00adľţťŧſ‹›",
    45: "!r¡²³¹ŕŗř",
    50: '"*J`¨ª¯°´¸ºĴ',
    55: "cszçćĉċčśŝşšźżž“”„",
    60: "?L_kvxy§ýÿĳķĸĹĻĽĿŁŷ†•–",
    65: (
        "$0123456789FTabdeghnopqu{}¢£¤¥«µ¶»¿ßàáâãäåèéêëðñòóôõöøùúûüþā"
        "ăąďđēĕėęěĝğġģĥńņňŋōŏőŢŤŦũūŭůűų€"
    ),
    70: "ABEKPSVXYZÀÁÂÃÄÅÈÉÊËÝÞĀĂĄĒĔĖĘĚħĶŚŜŞŠŶŸŹŻŽ",
    75: "CNRUÇÑÙÚÛÜĆĈĊČĲŃŅŇŊŔŖŘŨŪŬŮŰŲ",
    80: "&DGHOQÐÒÓÔÕÖØĎĐĜĞĠĢĤŌŎŐẞ",
    85: "#+<=>^w~¬±×÷ŉŵ−",
    90: "M",
    95: "Ħ",
    100: "%Wm©®¼½¾ÆæŴ…™—",
    105: "@œ",
    110: "Œ",
    135: "‰",
}
BOLD = {
    20: "\u202f\u2009",
    35: " 'ijl\u00a0ìíîïĩīĭįıĵĺļ",
    40: ",./:;I\\|¦·ÌÍÎÏĨĪĬĮİł‘’‚",
    45: "-f\u00ad²³¹ſ‹›",
    50: "!()[]`rt¡¨¯°´¸ľŕŗřţťŧ",
    55: '"*',
    60: "J_csz§ªºçćĉċčĴŀśŝşšźżž†–",
    65: "?Lx¤«¶»¿ĹĻĽĿŁ•",
    70: ("$0123456789EFTaekovy¢£¥ÈÉÊËàáâãäåèéêëðòóôõöøýÿāăąĒēĔĕĖėĘęĚěĳķĸōŏőŢŤŦŷ“”„€"),
    75: "CPSYZbdghnpqu{}µÇÝÞßñùúûüþĆĈĊČďđĝğġģĥńņňŋŚŜŞŠũūŭůűųŶŸŹŻŽ",
    80: "ABKRVXÀÁÂÃÄÅĀĂĄħĲĶŔŖŘ",
    85: "#+<=>DGHNU^~¬±ÐÑ×ÙÚÛÜ÷ĎĐĜĞĠĢĤŃŅŇŊŨŪŬŮŰŲ−",
    90: "&OQÒÓÔÕÖØŌŎŐẞ",
    95: "wŵ",
    100: "@M©®Ħŉ…™—",
    105: "%m¼½¾æ",
    110: "Æœ",
    115: "WŴ",
    120: "Œ",
    145: "‰",
}

UNKNOWN = 145  # as wide as the widest: other scripts, drawn by a font that nobody chose
MORE = "…"


class Word(NamedTuple):
    """A piece of text without a space where it may break."""

    text: str
    bold: bool = False


Row = tuple[Word, ...]  # one line: its words are parted by spaces


@cache
def table(bold: bool) -> dict[str, int]:
    groups = BOLD if bold else REGULAR
    return {char: width for width, chars in groups.items() for char in chars}


def width(text: str, bold: bool = False) -> float:
    """The most that a text takes, in units of its size."""
    widths = table(bold)
    return sum(widths.get(char, UNKNOWN) for char in text) / 100


def row_width(row: Row) -> float:
    spaces = sum(width(" ", word.bold) for word in row[:-1])
    return spaces + sum(width(word.text, word.bold) for word in row)


def words(text: str, bold: bool = False) -> list[Word]:
    """Parted at plain white space; no-break spaces hold."""
    return [Word(piece, bold) for piece in text.split(" ") if piece]


def wrapped(given: Iterable[Word], room: float) -> list[Row]:
    """Lines of at most `room` (in units of the size); a word longer than a line is cut."""
    rows: list[Row] = []
    row: Row = ()
    for word in given:
        for piece in pieces(word, room):
            if row and row_width((*row, piece)) > room:
                rows.append(row)
                row = ()
            row = (*row, piece)
    return [*rows, row] if row else rows


def pieces(word: Word, room: float) -> Iterator[Word]:
    """A word in parts that each fit a line."""
    start = 0
    for end in range(1, len(word.text) + 1):
        if end - start > 1 and width(word.text[start:end], word.bold) > room:
            yield Word(word.text[start : end - 1], word.bold)
            start = end - 1
    if start < len(word.text):
        yield Word(word.text[start:], word.bold)


def shortened(rows: list[Row], most: int, room: float) -> list[Row]:
    """At most `most` lines; where some are left out, the last one ends in « … »."""
    if len(rows) <= most:
        return rows
    if most <= 0:
        return []
    return [*rows[: most - 1], ended(rows[most - 1], room)]


def ended(row: Row, room: float) -> Row:
    """A line with « … » at its end, at the cost of letters, of whole words where it takes them."""
    *before, last = row
    text = last.text
    while text and row_width((*before, Word(text + MORE, last.bold))) > room:
        text = text[:-1]
    if before and not text:
        return ended(tuple(before), room)
    return (*before, Word(text + MORE, last.bold))
