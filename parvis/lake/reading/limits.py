"""How much a file may ask of the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    bytes: int = 16 * 2**30  # once decompressed
    ratio: int = 200  # decompressed against compressed, looked at beyond `innocent`
    innocent: int = 64 * 2**20
    columns: int = 2_000
    line: int = 8 * 2**20
    sheet_bytes: int = 512 * 2**20  # XML of a workbook, which is held in memory
    members: int = 1_000
    memory: str = "500MB"  # of the engine; its allocator keeps nearly as much beside
    wide: str = "800MB"  # the same, while a table of many columns is written
    threads: int = 2
