"""Rows as OV2, the points of interest of TomTom's receivers.

A record: type 2, its length (4 octets), longitude and latitude in hundred-thousandths of a degree
(4 octets each, signed), a name in Latin-1 ended by zero; least significant octet first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from parvis.catalogue.explore import wkb
from parvis.catalogue.explore.written import Batches, Style, place
from parvis.catalogue.explore.written_xml import naming
from parvis.lake.query.select import Field

LONGEST = 200  # characters of a name


def as_ov2(fields: Sequence[Field], batches: Batches, style: Style) -> Iterator[bytes]:
    """A place that is no point gives its first position; a row without a place is not written."""
    at, named = place(fields), naming(fields)
    assert at is not None
    yield b""
    for batch in batches:
        told = []
        for row in batch:
            found = None if row[at] is None else wkb.first(row[at])
            if found is not None:
                name = "" if named is None else str(row[named] or "")
                told.append(record(found[0], found[1], name))
        yield b"".join(told)


def record(longitude: float, latitude: float, name: str) -> bytes:
    text = name.replace("\0", " ")[:LONGEST].encode("latin-1", "replace") + b"\0"
    east, north = round(longitude * 100_000), round(latitude * 100_000)
    return struct.pack("<BIii", 2, 13 + len(text), east, north) + text
