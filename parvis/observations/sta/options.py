"""What the query options of an address or of a `$expand` ask: `$filter`, `$orderby`, `$top`…"""

from __future__ import annotations

from dataclasses import dataclass, field

from parvis.lake.query.tree import Node, Place
from parvis.observations.sta.problems import StaProblem, shown

FORMATS = ("application/json", "dataArray", "CSV", "GeoJSON")
PAGE, MOST = 100, 10_000  # entities of a page, when nothing is said and at most
LARGEST = 2**31 - 1
LEVELS, LINKS = 6, 50  # of $expand
ORDERS = 20  # of $orderby


@dataclass(frozen=True, slots=True)
class Order:
    expression: Node
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to expand, with options of its own; `path` may go on: `Datastream/Thing`."""

    path: tuple[str, ...]
    options: Options
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Options:
    """`top` None: as many as a page holds. `select` empty: everything. `token`: where the page
    before ended."""

    filter: Node | None = None
    orderby: tuple[Order, ...] = ()
    select: tuple[tuple[str, ...], ...] = ()
    expand: tuple[Link, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    format: str = "application/json"
    token: str = ""

    @property
    def size(self) -> int:
        return PAGE if self.top is None else min(self.top, MOST)


def number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= LARGEST):
        raise StaProblem("number", field=name, value=shown(value))
    return int(value)


def check(options: Options) -> None:
    """An answer stays of a size that can be told: levels, links and orders are bounded."""
    level, count, pending = 0, 0, list(options.expand)
    check_order(options)
    while pending:
        for link in pending:
            check_order(link.options)
        level, count = level + 1, count + sum(len(link.path) for link in pending)
        if level > LEVELS or any(len(link.path) > LEVELS for link in pending):
            raise StaProblem("deep", most=LEVELS)
        if count > LINKS:
            raise StaProblem("wide", most=LINKS)
        pending = [inner for link in pending for inner in link.options.expand]


def check_order(options: Options) -> None:
    if len(options.orderby) > ORDERS:
        raise StaProblem("orders", most=ORDERS)
