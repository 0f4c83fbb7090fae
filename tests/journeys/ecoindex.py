"""The EcoIndex of a page, from its elements, its requests and the bytes carried over.

Source: the EcoIndex method (ecoindex.toml names it). Grades are read on the rounded score.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

TABLES: dict[str, list[float]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
GRADES = ((80, "A"), (70, "B"), (55, "C"), (40, "D"), (25, "E"), (10, "F"))


def quantile(table: Sequence[float], value: float) -> float:
    """The place of a value among the twentieths of the web, 0 (lightest) to 20."""
    above = bisect_right(table, value)
    if above == len(table):
        return 20.0
    return above - 1 + (value - table[above - 1]) / (table[above] - table[above - 1])


def score(elements: int, requests: int, kilobytes: float) -> float:
    """From 0 to 100, unrounded; kilobytes are thousands of bytes."""
    weights = (("elements", elements, 3), ("requests", requests, 2), ("kilobytes", kilobytes, 1))
    weighted = sum(weight * quantile(TABLES[name], value) for name, value, weight in weights)
    return 100 - 5 * weighted / 6


def grade(score: float) -> str:
    """A above 80, B above 70 … G; an exact 80 is a B."""
    return next((letter for above, letter in GRADES if round(score) > above), "G")
