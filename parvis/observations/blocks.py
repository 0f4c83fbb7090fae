"""Rows of a datastream, in the order of time, in the few bytes that they take beside Parquet.

    zlib: how long the JSON is │ JSON: how many rows, then what each column is │ numbers of columns

A column is what all of its rows are; or `{"as", "from", "unit"}`: whole numbers, each so many
units from the least one, narrow, their first bytes then their second ones (with `first`: the steps
from each to the next); or else a list. What `SINCE` names is told from the start on. A number is
its rank among those that the month tells of its datastream, or is told hour by hour there (`true`).
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from math import gcd
from typing import Any

from parvis.observations.measures import Row
from parvis.observations.summaries import Part

LENGTH = struct.Struct("=I")
STEPS = frozenset({"id", "start", "number"})
SINCE = frozenset({"end", "result_time", "valid_start", "valid_end"})


def packed(rows: Sequence[Row], ranks: Mapping[float, int] | None) -> bytes:
    """`ranks`: of the numbers of their datastream, None where the month tells them by hour."""
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    starts = columns["start"]
    heads: list[Any] = [len(rows)]
    bodies: list[bytes] = []
    for name, values in columns.items():
        if name == "number" and ranks is None:
            heads.append(True)
            continue
        if name in SINCE:
            values = tuple(_less(*pair) for pair in zip(values, starts, strict=True))
        elif name == "number" and ranks is not None:
            values = tuple(None if value is None else ranks[value] for value in values)
        head, body = _told(values, name in STEPS)
        heads.append(head)
        bodies.append(body)
    text = json.dumps(heads, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(b"".join((LENGTH.pack(len(text)), text, *bodies)), 9)


def _less(value: int | None, start: int) -> int | None:
    return None if value is None else value - start


def _told(values: Sequence[Any], steps: bool) -> tuple[Any, bytes]:
    first = values[0]
    if all(value == first for value in values):
        return first, b""
    if not all(isinstance(value, int) for value in values):
        return list(values), b""
    if steps:
        values = [after - before for before, after in pairwise(values)]
    least = min(values)
    unit = gcd(*(value - least for value in values)) or 1
    most = (max(values) - least) // unit
    code = next(code for code in "BHIQ" if most < 256 ** array(code).itemsize)
    numbers = array(code, ((value - least) // unit for value in values))
    head = {"as": code, "from": least, "unit": unit} | ({"first": first} if steps else {})
    return head, _apart(numbers.tobytes(), numbers.itemsize)


def _apart(numbers: bytes, size: int) -> bytes:
    """All their first bytes, then all their second ones …"""
    return b"".join(numbers[rank::size] for rank in range(size))


def _together(numbers: bytes, size: int) -> bytes:
    found, many = bytearray(len(numbers)), len(numbers) // size
    for rank in range(size):
        found[rank::size] = numbers[rank * many : (rank + 1) * many]
    return bytes(found)


class Block:
    """`first`: the rank in its datastream of the first of its rows. Raises ValueError, LookupError,
    TypeError, struct.error or zlib.error where it is damaged."""

    def __init__(self, data: bytes | memoryview, part: Part, first: int) -> None:
        self.part, self.first = part, first
        whole = zlib.decompress(data)
        (length,) = LENGTH.unpack_from(whole)
        at = LENGTH.size + length
        many, *heads = json.loads(whole[LENGTH.size : at])
        self.many = int(many)
        self.told: dict[str, Any] = {}
        for name, head in zip(Row._fields, heads, strict=True):
            if isinstance(head, dict):
                size = array(head["as"]).itemsize
                end = at + size * (self.many - ("first" in head))
                head["numbers"] = array(head["as"], _together(whole[at:end], size))
                at = end
            self.told[name] = head
        self.starts = self._column("start", 0, self.many)

    def _column(self, name: str, first: int, after: int) -> list[Any]:
        told = self.told[name]
        if isinstance(told, list):
            return told[first:after]
        if not isinstance(told, dict):
            return [told] * (after - first)
        least, unit, numbers = told["from"], told["unit"], told["numbers"]
        if "first" not in told:
            return [least + unit * value for value in numbers[first:after]]
        steps = (least + unit * value for value in numbers[: max(0, after - 1)])
        return list(accumulate(steps, initial=told["first"]))[first:after]

    def rows(self, first: int, after: int) -> list[Row]:
        """Those of these ranks in it."""
        columns = {name: self._column(name, first, after) for name in Row._fields}
        for name in SINCE:
            if self.told[name] is not None:
                pairs = zip(columns[name], columns["start"], strict=True)
                columns[name] = [None if own is None else start + own for own, start in pairs]
        columns["number"] = self._numbers(columns["number"], first, after)
        return list(map(Row._make, zip(*columns.values(), strict=True)))

    def _numbers(self, ranks: list[int | None], first: int, after: int) -> list[float | None]:
        if self.told["number"] is True:
            return list(self.part.by_hour(self.first + first, self.first + after))
        values, own = self.part.values, self.part.ranks
        return [None if rank is None else values[own[rank]] for rank in ranks]
