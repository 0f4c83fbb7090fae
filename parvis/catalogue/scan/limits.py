"""Bounds of a scan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to connect, for one statement, to wait for a lock, for all of it.

    Tables described at most; rows counted one by one up to `exact`; rows read by table to profile.
    """

    connect: float = 10.0
    statement: float = 30.0
    lock: float = 2.0
    total: float = 900.0
    tables: int = 20_000
    exact: int = 50_000
    sample: int = 200
