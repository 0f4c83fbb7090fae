"""Fields of a JSON sample by their path: listed, taken out, left alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any


def paths(value: Any, known: Collection[str], path: str = "") -> Iterator[str]:
    """Every field of a sample that says something, or is known by its own path: what is inside
    such a field is not walked."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for one in value:
            yield from paths(one, known, path)
    elif isinstance(value, dict) and path not in known and (value or not path):
        for name, inside in value.items():
            yield from paths(inside, known, f"{path}.{name}" if path else name)
    elif path in known or value not in ([], {}, None, [None]):
        yield path


def place(path: str, *tables: Mapping[str, str]) -> str:
    """The key of the tables that speaks of a field: its own, else the longest `….*`; ""."""
    keys = {key for table in tables for key in table}
    if path in keys:
        return path
    parts = path.split(".")
    above = [".".join((*parts[:length], "*")) for length in range(len(parts) - 1, -1, -1)]
    above += [".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
    return next((key for key in above if key in keys), "")


def without(value: Any, path: str) -> Any:
    """A copy that lacks one field."""
    if isinstance(value, list):
        return [without(one, path) for one in value]
    if not isinstance(value, dict):
        return value
    name, _, rest = path.partition(".")
    kept = {key: inside for key, inside in value.items() if key != name}
    if rest and name in value:
        return {**value, name: without(value[name], rest)}
    return kept


def replaced(value: Any, path: str, other: Any) -> Any:
    """A copy where one field says something else."""
    if isinstance(value, list):
        return [replaced(one, path, other) for one in value]
    name, _, rest = path.partition(".")
    return {**value, name: replaced(value[name], rest, other) if rest else other}


def only(value: Any, wanted: Collection[str]) -> Any:
    """A copy that has these fields and no other."""
    if isinstance(value, list):
        return [only(one, wanted) for one in value]
    if not isinstance(value, dict) or "" in wanted:
        return value
    found = {}
    for name, inside in value.items():
        deeper = {path.partition(".")[2] for path in wanted if path.partition(".")[0] == name}
        if deeper:
            found[name] = only(inside, deeper)
    return found
