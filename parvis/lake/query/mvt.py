"""A layer of points as a Mapbox Vector Tile (2.1) holds it, made of cells of JSON: the engine's own
takes some milliseconds to begin, which is all that a tile of a few streets should take.

Protocol Buffers: a field is a number, how it is written, and its value; those of a layer, of a
feature and of a value are named below.
https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from parvis.lake.query.schema import Type

LAYER, NAME, FEATURE, KEY, VALUE, EXTENT = b"\x1a", b"\x0a", b"\x12", b"\x1a", b"\x22", b"\x28"
VERSION = b"\x78\x02"  # of the layer
IDENTIFIER, TAGS, POINT, GEOMETRY, MOVE = b"\x08", b"\x12", b"\x18\x01", b"\x22", b"\x09"
TEXT, DOUBLE, WHOLE, TRUTH = b"\x0a", b"\x19", b"\x20", b"\x38"
NOTHING = b"null"

Cell = bytes
Point = tuple[int, int]


@dataclass(frozen=True)
class Property:
    """`cells`: for each feature a value in JSON, `null` where it has none."""

    name: str
    kind: Type
    cells: Sequence[Cell]


def layer(
    name: str, extent: int, points: Sequence[Point | None], properties: Sequence[Property],
    identifiers: Sequence[int] | None,
) -> bytes:  # fmt: skip
    """A tile of one layer, a feature for each point: how far to the east and to the south, in units
    of the tile, None for what is not told. What a property says of several features is written
    once."""
    values = Values()
    columns = [_tags(key, one, values) for key, one in enumerate(properties)]
    tags = map(b"".join, zip(*columns, strict=True)) if columns else [b""] * len(points)
    numbers = [b""] * len(points)
    if identifiers is not None:
        numbers = [IDENTIFIER + varint(one) for one in identifiers]
    rows = (
        b"".join((number, TAGS, varint(len(tag)), tag, POINT, placed(*point)))
        for number, tag, point in zip(numbers, tags, points, strict=True)
        if point is not None
    )
    features = b"".join([FEATURE + varint(len(row)) + row for row in rows])
    keys = [sized(KEY, one.name.encode()) for one in properties]
    told = (VERSION, sized(NAME, name.encode()), features, *keys, *values.told)
    return sized(LAYER, b"".join((*told, EXTENT, varint(extent))))


class Values:
    """Those of a layer, as they are written one after the other."""

    def __init__(self) -> None:
        self.count, self.told = 0, list[bytes]()

    def add(self, values: Sequence[bytes]) -> list[bytes]:
        """The place of each among all of them."""
        start = self.count
        self.count += len(values)
        self.told.append(b"".join(values))
        return varints(start, self.count)


def _tags(key: int, one: Property, values: Values) -> list[bytes]:
    """For each feature its tag: the place of the key and of the value among those of the layer."""
    distinct = dict.fromkeys(one.cells)
    distinct.pop(NOTHING, None)
    places = values.add(WRITTEN.get(one.kind, _texts)(list(distinct)))
    tags = dict(zip(distinct, map(varint(key).__add__, places), strict=True))
    tags[NOTHING] = b""
    return list(map(tags.__getitem__, one.cells))


def _texts(cells: Sequence[Cell]) -> list[bytes]:
    """Together, where nothing is escaped and all are short."""
    if b"\\" in b"".join(cells) or max(map(len, cells), default=0) >= SHORT:
        return [_text(json.loads(one).encode()) for one in cells]
    return [BEGUN[len(one)] + one[1:-1] for one in cells]


def _instants(cells: Sequence[Cell]) -> list[bytes]:
    """`"2026-03-01 08:30:00.5"`, UTC, to the second."""
    return [_text(b"%bT%bZ" % (one[1:11], one[12:20])) for one in cells]


def _text(said: bytes) -> bytes:
    return _begun(len(said)) + said


def _begun(size: int) -> bytes:
    """How a value begins that is a text of so many octets."""
    head = TEXT + varint(size)
    return VALUE + varint(len(head) + size) + head


def _wholes(cells: Sequence[Cell]) -> list[bytes]:
    """What is below zero has all its 64 bits."""
    return [sized(VALUE, WHOLE + varint(int(one) % 2**64)) for one in cells]


def _doubles(cells: Sequence[Cell]) -> list[bytes]:
    written = struct.pack(f"<{len(cells)}d", *map(float, cells))
    begun = VALUE + varint(len(DOUBLE) + 8) + DOUBLE
    return [begun + written[at : at + 8] for at in range(0, len(written), 8)]


def _truths(cells: Sequence[Cell]) -> list[bytes]:
    return [sized(VALUE, TRUTH + varint(one == b"true")) for one in cells]


WRITTEN: Mapping[Type, Callable[[Sequence[Cell]], list[bytes]]] = {
    Type.INTEGER: _wholes, Type.NUMBER: _doubles, Type.BOOLEAN: _truths, Type.DATETIME: _instants,
}  # fmt: skip
"""How cells are values; those of other types are texts."""


def sized(field: bytes, value: bytes) -> bytes:
    return field + varint(len(value)) + value


def placed(east: int, south: int) -> bytes:
    """A geometry: one move."""
    place = zigzag(east) + zigzag(south)
    return b"%b%c%b%b" % (GEOMETRY, len(MOVE) + len(place), MOVE, place)


@cache
def zigzag(number: int) -> bytes:
    """A unit of a tile, of which there are few."""
    return varint(2 * number if number >= 0 else -2 * number - 1)


def varint(number: int) -> bytes:
    """A whole number, not below zero."""
    return SMALL[number] if number < MANY else MORE[number % MANY] + varint(number // MANY)


def varints(start: int, end: int) -> list[bytes]:
    return SMALL[start:end] if end < MANY else list(map(varint, range(start, end)))


MANY = 2**14
SMALL = [bytes((n,) if n < 128 else (n & 127 | 128, n >> 7)) for n in range(MANY)]
MORE = [bytes((n & 127 | 128, n >> 7 | 128)) for n in range(MANY)]
"""How a whole number begins that goes on with what it has beyond."""
SHORT = 128
BEGUN = [_begun(max(0, size - 2)) for size in range(SHORT)]
"""How the text of a cell of so many octets begins: its quotes are not told."""
