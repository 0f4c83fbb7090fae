"""A reader of vector tiles of points (Mapbox Vector Tile 2.1), without a look at what writes
them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

VALUES = {1: "text", 3: "double", 4: "whole", 7: "truth"}


def layers(tile: bytes) -> dict[str, dict[str, Any]]:
    """By name: `version`, `extent`, and its `features`, by number (None without) with their point
    and their values by key, each with its kind."""
    return dict(layer(body) for number, body in messages(tile) if number == 3)


def layer(body: bytes) -> tuple[str, dict[str, Any]]:
    told = list(messages(body))
    keys = [one.decode() for number, one in told if number == 3]
    values = [value(one) for number, one in told if number == 4]
    (name,), (extent,), (version,) = ([v for n, v in told if n == wanted] for wanted in (1, 5, 15))
    features = dict(feature(one, keys, values) for number, one in told if number == 2)
    return name.decode(), {"version": version, "extent": extent, "features": features}


def feature(body: bytes, keys: list[str], values: list[Any]) -> tuple[Any, Any]:
    told = dict(messages(body))
    tags = list(varints(told.get(2, b"")))
    (command, x, y), kind = varints(told[4]), told[3]
    assert (command, kind) == (9, 1)  # one move, of a point
    place = tuple((n >> 1) ^ -(n & 1) for n in (x, y))
    named = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
    assert len(named) == len(tags) // 2
    return told.get(1), (place, named)


def value(body: bytes) -> tuple[str, Any]:
    ((number, told),) = messages(body)
    kind = VALUES[number]
    if kind == "whole":
        return kind, told - 2**64 if told >= 2**63 else told
    return kind, told.decode() if kind == "text" else told


def messages(body: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(body):
        tag, at = varint(body, at)
        if tag & 7 == 0:
            told, at = varint(body, at)
        elif tag & 7 == 1:
            told, at = struct.unpack_from("<d", body, at)[0], at + 8
        else:
            assert tag & 7 == 2
            size, at = varint(body, at)
            told, at = body[at : at + size], at + size
            assert len(told) == size
        yield tag >> 3, told


def varints(body: bytes) -> Iterator[int]:
    at = 0
    while at < len(body):
        number, at = varint(body, at)
        yield number


def varint(body: bytes, at: int) -> tuple[int, int]:
    told, shift = 0, 0
    while True:
        told |= (body[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if body[at - 1] < 128:
            return told, at
