"""CQL2 JSON, read and written. A path such as `args[1].op` says where something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, cast

from parvis.lake.query import cql2, tree
from parvis.lake.query.bounds import DEPTH, check_text, check_tree
from parvis.lake.query.cql2_write import stamp
from parvis.lake.query.geometry import NotGeometry, from_geojson, to_geojson
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Node
from parvis.lake.query.writing import unwritable, written

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "div", "^"})


def read(source: str | Mapping[str, Any] | bool) -> Node:
    """From JSON text, or from what a JSON parser made of it."""
    if isinstance(source, str):
        check_text(source)
        try:
            source = json.loads(source)
        except (ValueError, RecursionError) as error:
            raise QueryProblem("json", path="", word="ce texte") from error
    node = _node(source, "", 0)
    check_tree(node)
    return node


def _wrong(path: str, value: object) -> NoReturn:
    raise QueryProblem("json", path=path.lstrip("."), word=_short(value))


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:40]


def _node(value: object, path: str, depth: int) -> Node:
    if depth > DEPTH:
        raise QueryProblem("too_deep", limit=DEPTH)
    if isinstance(value, bool):
        return tree.Boolean(value)
    if isinstance(value, int | float):
        if abs(value) >= 2**63 and (isinstance(value, int) or value in {float("inf")}):
            raise QueryProblem("number", word=str(value)[:40])
        return tree.Number(value)
    if isinstance(value, str):
        return tree.Text(value)
    if isinstance(value, list):
        items = (_node(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(value))
        return tree.Items(tuple(items))
    if isinstance(value, Mapping):
        return _object(value, path, depth)
    _wrong(path, value)


def _object(value: Mapping[str, Any], path: str, depth: int) -> Node:
    if "op" in value:
        return _operation(value, path, depth)
    for key, reader in OBJECTS.items():
        if key in value:
            return reader(value[key], f"{path}.{key}", depth)
    if "type" in value:
        try:
            return tree.Shape(from_geojson(value))
        except (NotGeometry, ValueError) as error:
            raise QueryProblem("geometry", word=_short(value)) from error
    _wrong(path, value)


def _text(value: object, path: str) -> str:
    return value if isinstance(value, str) else _wrong(path, value)


def _interval(value: object, path: str, depth: int) -> Node:
    if not isinstance(value, list) or len(value) != 2:
        _wrong(path, value)
    start, end = (
        cql2.bound(item, None) if isinstance(item, str) else _node(item, f"{path}[{at}]", depth + 1)
        for at, item in enumerate(value)
    )
    return tree.Interval(start, end)


def _bbox(value: object, path: str, depth: int) -> Node:
    if (
        not isinstance(value, list)
        or len(value) not in {4, 6}
        or not all(isinstance(item, int | float) and not isinstance(item, bool) for item in value)
    ):
        _wrong(path, value)
    return tree.Box(tuple(float(item) for item in value))


OBJECTS: Mapping[str, Callable[[Any, str, int], Node]] = {
    "property": lambda value, path, depth: tree.Column(_text(value, path)),
    "date": lambda value, path, depth: cql2.day(_text(value, path), None),
    "timestamp": lambda value, path, depth: cql2.moment(_text(value, path), None),
    "interval": _interval,
    "bbox": _bbox,
}


def _operation(value: Mapping[str, Any], path: str, depth: int) -> Node:
    op, arguments = value.get("op"), value.get("args", [])
    if not isinstance(op, str) or not isinstance(arguments, list):
        _wrong(f"{path}.op", op)
    inside = f"{path}.args"
    if op == "in" and len(arguments) == 2 and isinstance(arguments[1], list):
        operand = _node(arguments[0], f"{inside}[0]", depth + 1)
        items = _node(arguments[1], f"{inside}[1]", depth + 1)
        return tree.In(operand, cast(tree.Items, items).items)
    nodes = [_node(item, f"{inside}[{at}]", depth + 1) for at, item in enumerate(arguments)]
    if op in {"and", "or"} and len(nodes) > 1:
        return tree.Logic(cast(Any, op), tuple(nodes))
    if op in COMPARISONS and len(nodes) == 2:
        return tree.Compare(cast(Any, op), *nodes)
    if op in ARITHMETIC and len(nodes) == 2:
        return tree.Arithmetic(cast(Any, op), *nodes)
    if (fixed := FIXED.get(op)) is not None and len(nodes) == fixed[0]:
        return fixed[1](*nodes)
    if op in FIXED or op in {"and", "or", "in"} or op in COMPARISONS | ARITHMETIC:
        _wrong(inside, arguments)
    return cql2.function(op, nodes, None)


FIXED: Mapping[str, tuple[int, Callable[..., Node]]] = {
    "not": (1, tree.Not),
    "isNull": (1, tree.IsNull),
    "like": (2, tree.Like),
    "between": (3, tree.Between),
}


def write(node: Node) -> Any:
    """As Python values for `json.dumps`."""
    return written(node, WRITERS)


def _op(name: str, *arguments: Node) -> dict[str, Any]:
    return {"op": name, "args": [write(argument) for argument in arguments]}


def _not(node: tree.Not) -> dict[str, Any]:
    if node.absent:
        raise unwritable(node)
    return _op("not", node.operand)


def _moment(node: tree.Moment) -> dict[str, str]:
    if node.value.tzinfo is None:
        raise unwritable(node)
    return {"timestamp": stamp(node.value)}


def _bound(node: Node) -> Any:
    if isinstance(node, tree.Unbounded):
        return ".."
    if isinstance(node, tree.Day):
        return node.value.isoformat()
    return stamp(node.value) if isinstance(node, tree.Moment) else write(node)


def _call(node: tree.Call) -> dict[str, Any]:
    return _op(cql2.STANDARD.get(node.name, node.name), *node.arguments)


WRITERS: dict[type[Node], Callable[[Any], Any]] = {
    tree.Text: lambda node: node.value,
    tree.Number: lambda node: node.value,
    tree.Boolean: lambda node: node.value,
    tree.Day: lambda node: {"date": node.value.isoformat()},
    tree.Moment: _moment,
    tree.Interval: lambda node: {"interval": [_bound(node.start), _bound(node.end)]},
    tree.Shape: lambda node: to_geojson(node.geometry),
    tree.Box: lambda node: {"bbox": list(node.bounds)},
    tree.Column: lambda node: {"property": node.name},
    tree.Items: lambda node: [write(item) for item in node.items],
    tree.Not: _not,
    tree.Logic: lambda node: _op(node.op, *node.operands),
    tree.Compare: lambda node: _op(node.op, node.left, node.right),
    tree.Arithmetic: lambda node: _op(node.op, node.left, node.right),
    tree.Like: lambda node: _op("like", node.operand, node.pattern),
    tree.Between: lambda node: _op("between", node.operand, node.low, node.high),
    tree.In: lambda node: {
        "op": "in",
        "args": [write(node.operand), [write(item) for item in node.items]],
    },
    tree.IsNull: lambda node: _op("isNull", node.operand),
    tree.Call: _call,
}
