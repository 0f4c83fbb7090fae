"""Options and expressions written back as text, as the standard writes them."""

from __future__ import annotations

from datetime import UTC, datetime

from parvis.lake.query import tree
from parvis.lake.query.geometry import plain, to_wkt
from parvis.lake.query.tree import Node
from parvis.observations.sta.literals import Clock
from parvis.observations.sta.options import Link, Options, Order

WORDS = {"=": "eq", "<>": "ne", ">": "gt", ">=": "ge", "<": "lt", "<=": "le", "+": "add",
         "-": "sub", "*": "mul", "/": "div", "%": "mod"}  # fmt: skip
# how tightly each holds its operands together, from the loosest
RANK = {"or": 0, "and": 1, "=": 2, "<>": 2, ">": 3, ">=": 3, "<": 3, "<=": 3, "+": 4, "-": 4,
        "*": 5, "/": 5, "%": 5}  # fmt: skip
UNARY, ATOM = 6, 7


def parameters(options: Options) -> list[tuple[str, str]]:
    """Those of an address, but where a page begins."""
    found = []
    if options.filter is not None:
        found.append(("$filter", expression(options.filter)))
    if options.orderby:
        found.append(("$orderby", ",".join(map(order, options.orderby))))
    if options.select:
        found.append(("$select", ",".join("/".join(path) for path in options.select)))
    if options.expand:
        found.append(("$expand", ",".join(map(link, options.expand))))
    if options.top is not None:
        found.append(("$top", str(options.top)))
    if options.count:
        found.append(("$count", "true"))
    return found


def link(one: Link) -> str:
    given = parameters(one.options)
    if one.options.skip:
        given.append(("$skip", str(one.options.skip)))
    inside = ";".join(f"{name}={value}" for name, value in given)
    return "/".join(one.path) + (f"({inside})" if inside else "")


def order(one: Order) -> str:
    return expression(one.expression) + (" desc" if one.descending else "")


def expression(node: Node) -> str:
    return _said(node)[0]


def _said(node: Node) -> tuple[str, int]:
    """A text, and how tightly it holds together."""
    match node:
        case tree.Logic(op, operands):
            rank = RANK[op]
            return f" {op} ".join(_inside(one, rank + 1) for one in operands), rank
        case tree.Compare(op, left, right) | tree.Arithmetic(op, left, right):
            rank = RANK[op]
            return f"{_inside(left, rank)} {WORDS[op]} {_inside(right, rank + 1)}", rank
        case tree.Not(operand):
            return f"not {_inside(operand, UNARY)}", UNARY
        case tree.Call(name, arguments):
            return f"{name}({','.join(expression(one) for one in arguments)})", ATOM
        case tree.Number(value) if value < 0:
            return _literal(node), UNARY
    return _literal(node), ATOM


def _inside(node: Node, rank: int) -> str:
    text, own = _said(node)
    return text if own >= rank else f"({text})"


def _literal(node: Node) -> str:
    match node:
        case tree.Column(name):
            return name
        case tree.Text(value):
            return "'" + value.replace("'", "''") + "'"
        case tree.Number(number):
            return str(number) if isinstance(number, int) else plain(number)
        case tree.Boolean(true):
            return "true" if true else "false"
        case tree.Shape(geometry):
            return f"geography'{to_wkt(geometry)}'"
    return _when(node)


def _when(node: Node) -> str:
    match node:
        case tree.Null():
            return "null"
        case tree.Moment(moment):
            return _moment(moment)
        case tree.Interval(start, end):
            return f"{_when(start)}/{_when(end)}"
        case tree.Day(day):
            return day.isoformat()
        case Clock(clock):
            return clock.isoformat()
        case tree.Quantity(value):
            return f"duration'{'-' if value < 0 else ''}PT{plain(abs(value))}S'"
    raise TypeError(type(node).__name__)


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        return moment.isoformat()
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
