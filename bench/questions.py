"""What is asked of rows in `peers`, in no server's own words: each question with other values each
time, so that no cache helps."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench import addresses

PAGE = 100
REACH = 9_900  # the farthest first row of a page
ZOOM = 14
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What an answer holds, told the same way of every server: of all that was found (None where
    the server does not say), and of what it gave. Equal answers are equal here."""

    all: int | None
    given: object

    def agrees(self, other: Found) -> bool:
        return self.given == other.given and (
            self.all == other.all or self.all is None or other.all is None
        )


def page(rng: random.Random) -> Values:
    return {"offset": rng.randrange(REACH)}


def filtered(rng: random.Random) -> Values:
    """About one row in a thousand."""
    town = rng.choice(addresses.communes())
    return {"commune_nom": town.name, "numero": rng.randrange(1, 60)}


def text(rng: random.Random) -> Values:
    """Two words of the name of a street, as people type them."""
    first = rng.choice((*addresses.WHO, *addresses.THINGS))
    return {"words": f"{first} {rng.choice(addresses.NAMES)}".lower()}


def most(rng: random.Random) -> Values:
    """Nearly all rows, never the same."""
    return {"least": round(rng.uniform(15, 20), 3)}


def box(rng: random.Random) -> Values:
    """A square of some three hundred metres in a commune."""
    town = rng.choice(addresses.communes())
    long, lat = rng.gauss(town.long, 0.02), rng.gauss(town.lat, 0.014)
    return {"box": tuple(round(n, 7) for n in (long, lat, long + 0.004, lat + 0.003))}


def tile(rng: random.Random) -> Values:
    town = rng.choice(addresses.communes())
    long, lat = rng.gauss(town.long, 0.02), math.radians(rng.gauss(town.lat, 0.014))
    across = 2**ZOOM
    x = int((long + 180) / 360 * across)
    y = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * across)
    return {"z": ZOOM, "x": x, "y": y}


def whole(rng: random.Random) -> Values:
    """Servers that keep a file of all rows keep one a separator: four, and no more."""
    return {"delimiter": rng.choice(";,|\t")}


QUESTIONS: Mapping[str, Callable[[random.Random], Values]] = {
    "page of 100": page,
    "filter": filtered,
    "full text": text,
    "two facets": most,
    "box": box,
    "group by": most,
    "vector tile": tile,
    "whole CSV": whole,
}
FACETS = ("voie_type", "position")


def several(kind: str, count: int) -> list[Values]:
    """As many questions of a kind, always the same ones, none twice."""
    rng, found = random.Random(kind), dict[str, Values]()
    for _ in range(count * 100):
        values = QUESTIONS[kind](rng)
        found[repr(values)] = values
        if len(found) == count:
            break
    return list(found.values())


def points(tile_: bytes) -> int:
    """Points of a vector tile (Mapbox Vector Tile 2.1) that are in it and not in its margin."""
    return sum(
        inside(geometry)
        for layer in fields(tile_, 3)
        for feature in fields(layer, 2)
        for geometry in fields(feature, 4)
    )


def inside(geometry: bytes, extent: int = 4_096) -> bool:
    """Of a point: one command, and two numbers whose last bit is their sign."""
    _command, rest = varint(geometry, 0)
    first, rest = varint(geometry, rest)
    second, _rest = varint(geometry, rest)
    return all(0 <= (n >> 1) ^ -(n & 1) < extent for n in (first, second))


def fields(message: bytes, wanted: int) -> list[bytes]:
    """The values of a repeated field of a Protocol Buffers message that have a length."""
    at, found = 0, []
    while at < len(message):
        tag, at = varint(message, at)
        kind = tag & 7
        if kind == 2:
            size, at = varint(message, at)
            if tag >> 3 == wanted:
                found.append(message[at : at + size])
            at += size
        elif kind == 0:
            _value, at = varint(message, at)
        else:
            at += {1: 8, 5: 4}[kind]
    return found


def varint(message: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
