"""JSON Patch (RFC 6902): a list of changes applied to a value, which stays as it was."""

from __future__ import annotations

import copy
from typing import Any

from parvis.observations.sta.problems import StaProblem, shown

OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
NEEDED = {"add": "value", "replace": "value", "test": "value", "move": "from", "copy": "from"}
MOST = 1_000


def applied(value: Any, patch: Any) -> Any:
    """Raises StaProblem."""
    if not isinstance(patch, list) or len(patch) > MOST:
        raise StaProblem("patch", value=shown(str(patch)))
    found = {"": copy.deepcopy(value)}  # the whole is a place as any other
    for change in patch:
        apply(found, change)
    return found[""]


def apply(found: dict[str, Any], change: Any) -> None:
    if not isinstance(change, dict) or change.get("op") not in OPERATIONS:
        raise StaProblem("patch", value=shown(str(change)))
    op, needed = change["op"], NEEDED.get(change["op"])
    if needed is not None and needed not in change:
        raise StaProblem("patch", value=shown(str(change)))
    target = pointer(change.get("path"))
    if op in ("move", "copy"):
        origin = pointer(change["from"])
        if op == "move" and target[: len(origin)] == origin and target != origin:
            raise StaProblem("patch", value=shown(str(change)))
        value = copy.deepcopy(read(found, origin))
        if op == "move":
            remove(found, origin)
        add(found, target, value)
    elif op == "add":
        add(found, target, copy.deepcopy(change["value"]))
    elif op == "remove":
        remove(found, target)
    elif op == "replace":
        read(found, target)
        put(found, target, copy.deepcopy(change["value"]))
    elif not same(read(found, target), change["value"]):
        raise StaProblem("tested", value=shown(str(change["path"])))


def pointer(text: Any) -> list[str]:
    """`/properties/a~1b` (RFC 6901)."""
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise StaProblem("patch", value=shown(str(text)))
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")]


def parent(found: Any, path: list[str]) -> Any:
    for step in path[:-1]:
        found = inside(found, step)
    return found


def read(found: Any, path: list[str]) -> Any:
    return inside(parent(found, path), path[-1])


def inside(found: Any, step: str) -> Any:
    if isinstance(found, dict) and step in found:
        return found[step]
    if isinstance(found, list):
        return found[index(step, len(found) - 1)]
    raise StaProblem("nowhere", value=shown(step))


def index(step: str, last: int) -> int:
    plain = step.isascii() and step.isdigit() and (step == "0" or not step.startswith("0"))
    if not plain or len(step) > 9 or int(step) > last:
        raise StaProblem("nowhere", value=shown(step))
    return int(step)


def add(found: Any, path: list[str], value: Any) -> None:
    holder = parent(found, path)
    if isinstance(holder, list):
        place = len(holder) if path[-1] == "-" else index(path[-1], len(holder))
        holder.insert(place, value)
    elif isinstance(holder, dict):
        holder[path[-1]] = value
    else:
        raise StaProblem("nowhere", value=shown(path[-1]))


def put(found: Any, path: list[str], value: Any) -> None:
    holder = parent(found, path)
    if isinstance(holder, list):
        holder[index(path[-1], len(holder) - 1)] = value
    else:
        holder[path[-1]] = value


def remove(found: Any, path: list[str]) -> None:
    read(found, path)
    holder = parent(found, path)
    if isinstance(holder, list):
        del holder[index(path[-1], len(holder) - 1)]
    else:
        del holder[path[-1]]


def same(one: Any, other: Any) -> bool:
    """`1` and `true` are not, `1` and `1.0` are."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return bool(one == other)
