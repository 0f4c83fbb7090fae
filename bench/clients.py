"""Visitors: a few connections kept open, each asking for the next address once it was answered.

Run in a process of its own (`python bench/clients.py PORT CONNECTIONS SECONDS < addresses`), so
that what it takes of the processor is told apart; prints its figures as JSON. Addresses are taken
in order, and none twice unless the list is too short (said as `again`).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count


@dataclass
class Visit:
    """What all connections together saw."""

    addresses: list[str]
    until: float
    numbers: count[int] = field(default_factory=count)
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    received: int = 0

    def next(self) -> str:
        return self.addresses[next(self.numbers) % len(self.addresses)]


async def browse(visit: Visit, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while time.perf_counter() < visit.until:
            start = time.perf_counter()
            writer.write(question(visit.next()))
            status, size = await answer(reader)
            visit.milliseconds.append((time.perf_counter() - start) * 1000)
            visit.statuses[status] += 1
            visit.received += size
    finally:
        writer.close()


def question(address: str) -> bytes:
    return (
        f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Accept: text/html,application/json;q=0.9\r\n\r\n"
    ).encode()


async def answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Status and size of one answer of known length, read whole."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    size = next(int(line[15:]) for line in lines if line.startswith("content-length:"))
    await reader.readexactly(size)
    return int(lines[0].split()[1]), size


async def everyone(visit: Visit, port: int, connections: int) -> None:
    await asyncio.gather(*(browse(visit, port) for _ in range(connections)))


def main() -> None:
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    addresses = sys.stdin.read().split()
    start, used = time.perf_counter(), time.process_time()
    visit = Visit(addresses, start + seconds)
    asyncio.run(everyone(visit, port, connections))
    clock = time.perf_counter() - start
    figures = {
        "seconds": clock,
        "processor": time.process_time() - used,
        "milliseconds": visit.milliseconds,
        "statuses": visit.statuses,
        "bytes": visit.received,
        "again": len(visit.milliseconds) > len(addresses),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
