"""Well-known binary into GeoJSON geometries (OGC 06-103r4, and its ISO and EWKB flags)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

KINDS = {
    1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString",
    6: "MultiPolygon", 7: "GeometryCollection",
}  # fmt: skip
EWKB_Z, EWKB_M, EWKB_SRID = 0x80000000, 0x40000000, 0x20000000
PLAIN_POINT = b"\x01\x01\x00\x00\x00"  # little end first, two coordinates
HEXADECIMAL = b'"0101000000'  # the same, as a line holds it


class Reading:
    """Bytes from our own engine, read from the start."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = bytes(data), 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def geometry(self) -> dict[str, Any]:
        order = "<" if self.take("B")[0] else ">"
        (code,) = self.take(order + "I")
        if code & EWKB_SRID:
            self.take(order + "I")
        thousands, kind = divmod(code & 0x0FFFFFFF, 1000)
        width = 2 + bool(code & EWKB_Z or thousands in (1, 3))
        held = width + bool(code & EWKB_M or thousands in (2, 3))
        name = KINDS[kind]
        if name == "GeometryCollection":
            return {"type": name, "geometries": self.parts(order)}
        if name.startswith("Multi"):
            parts = self.parts(order)
            return {"type": name, "coordinates": [part["coordinates"] for part in parts]}
        return {"type": name, "coordinates": self.coordinates(name, order, width, held)}

    def parts(self, order: str) -> list[dict[str, Any]]:
        return [self.geometry() for _ in range(self.take(order + "I")[0])]

    def coordinates(self, name: str, order: str, width: int, held: int) -> Any:
        if name == "Point":
            position = self.take(f"{order}{held}d")[:width]
            return [] if position[0] != position[0] else list(position)
        if name == "LineString":
            return self.line(order, width, held)
        return [self.line(order, width, held) for _ in range(self.take(order + "I")[0])]

    def line(self, order: str, width: int, held: int) -> list[list[float]]:
        (count,) = self.take(order + "I")
        numbers = self.take(f"{order}{count * held}d")
        return [list(numbers[n : n + width]) for n in range(0, count * held, held)]


def geojson(data: bytes) -> dict[str, Any]:
    if data[:5] == PLAIN_POINT and len(data) == 21:
        position = struct.unpack_from("<2d", data, 5)
        return {"type": "Point", "coordinates": [] if position[0] != position[0] else [*position]}
    return Reading(data).geometry()


def plain(cells: Sequence[bytes]) -> list[tuple[float, float]] | None:
    """The positions of these hexadecimal texts of JSON, of an empty point not numbers; None where
    one is no plain point."""
    if not all(len(one) == 44 and one.startswith(HEXADECIMAL) for one in cells):
        return None
    whole = b"".join(cells).replace(b'"', b"").decode("ascii")
    return list(struct.iter_unpack("<5x2d", bytes.fromhex(whole)))


def first(data: bytes) -> list[float] | None:
    """The first position of a geometry; None when it is empty."""
    if data[:5] == PLAIN_POINT and len(data) == 21:
        x, y = struct.unpack_from("<2d", data, 5)
        return None if x != x else [x, y]
    pending: list[Any] = [geojson(data)]
    while pending:
        one = pending.pop(0)
        if isinstance(one, dict):
            pending = [one.get("coordinates"), *one.get("geometries", ()), *pending]
        elif one and isinstance(one[0], int | float):
            return list(one)
        elif one:
            pending = [*one, *pending]
    return None
