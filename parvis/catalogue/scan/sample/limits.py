"""Bounds of a sample export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the file; columns; characters of a column's name and of one value.

    `distinct`: different values remembered, all columns together; a column that has more than its
    share is said to have too many to count.
    """

    size: int = 2_000_000
    columns: int = 500
    name: int = 200
    cell: int = 100_000
    distinct: int = 200_000
