"""Axes with round numbers: 1, 2, 2.5 or 5 times a power of ten (Heckbert, Graphics Gems, 1990)."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
# A span below that share of the values is noise of doubles, not a variation.
FLAT = 1e-9


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, with the values to write beside it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where `value` stands between low (0) and high (1)."""
        return (value - self.low) / (self.high - self.low)


def nice_axis(values: Iterable[float], *, zero: bool = False, count: int = 5) -> Axis:
    """An axis that holds all `values` (finite, within ±1e300) and ends on its own ticks."""
    low, high = _bounds(values, zero)
    step = _step((high - low) / max(count - 1, 1))
    first, last = floor(low / step), ceil(high / step)
    ticks = tuple(index * step for index in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def _bounds(values: Iterable[float], zero: bool) -> tuple[float, float]:
    known = [*values, *([0.0] if zero else [])]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    largest = max(abs(low), abs(high))
    if high - low > max(largest * FLAT, 1e-300):
        return low, high
    margin = largest / 2 or 1.0
    return (low - margin, high + margin) if largest > 1e-290 else (-1.0, 1.0)


def _step(rough: float) -> float:
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in STEPS if factor * power >= rough * (1 - 1e-12))
