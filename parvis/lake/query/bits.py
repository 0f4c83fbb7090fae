"""Rows of a version as one number that has a bit for each, the first row the highest: what holds
both of two words is `&` of theirs, how many there are `bit_count()`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

PIECE = 4096  # octets that are counted at once
SET = re.compile(rb"[^\0]")
WITHIN = [[at for at in range(8) if octet & 128 >> at] for octet in range(256)]
"""Which rows an octet has, of the eight that it tells of."""


def octets(rows: int) -> int:
    """That so many rows take; at least one, for the engine knows no empty bits."""
    return rows // 8 + 1


def written(found: int, rows: int) -> bytes:
    return found.to_bytes(octets(rows), "big")


def every(rows: int) -> int:
    return (1 << rows) - 1 << 8 * octets(rows) - rows


def among(numbers: Iterable[int], rows: int) -> int:
    """The rows of these numbers, of so many rows in all."""
    made = bytearray(octets(rows))
    for number in numbers:
        made[number >> 3] |= 128 >> (number & 7)
    return int.from_bytes(made, "big")


def numbers(found: int, rows: int, first: int, most: int) -> list[int]:
    """`most` of them at most, ascending, after the `first` ones."""
    made: list[int] = []
    told = written(found, rows)
    before = len(told) - (found.bit_length() + 7) // 8
    for start in range(before, len(told), PIECE):
        piece = told[start : start + PIECE]
        here = int.from_bytes(piece, "big").bit_count() if first else 0
        if first and here <= first:
            first -= here
            continue
        for number in _numbers(piece, 8 * start):
            if first:
                first -= 1
            elif len(made) < most:
                made.append(number)
            else:
                return made
    return made


def ends(found: int, rows: int) -> tuple[int, int]:
    """The first and the last of them; where there are none the last is before the first."""
    if not found:
        return 0, -1
    whole = 8 * octets(rows)
    return whole - found.bit_length(), whole - (found & -found).bit_length()


def _numbers(piece: bytes, start: int) -> Iterator[int]:
    for octet in SET.finditer(piece):
        base = start + 8 * octet.start()
        for at in WITHIN[octet[0][0]]:
            yield base + at
