"""What changed between two projections, in plain words. Pure: labels and words are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Label = Callable[[str], str]  # field name → what people call it
Words = Callable[[str, Any], str]  # field name, value → words

# never told: technical, or told elsewhere
SILENT = frozenset({"type", "uuid", "circle", "hidden"})
# what tells one item of a list from the next
NAMES = ("short", "uri", "identifier", "number", "link", "title", "label", "name")


@dataclass(frozen=True)
class Difference:
    """One change: an empty `before` was added, an empty `after` was taken away."""

    field: str
    before: str
    after: str


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], label: Label, words: Words
) -> list[Difference]:
    """Changes of every field in the order of the names; nothing for what reads the same."""
    found: list[Difference] = []
    for name in sorted((before.keys() | after.keys()) - SILENT):
        found += of_field(name, label(name), before.get(name), after.get(name), label, words)
    return found


def of_field(
    name: str, called: str, old: Any, new: Any, label: Label, words: Words
) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        yield from of_mapping(called, old or {}, new or {}, label, words)
    elif isinstance(old, list) or isinstance(new, list):
        yield from of_list(name, called, old or [], new or [], label, words)
    else:
        before, after = words(name, old), words(name, new)
        if before != after:
            yield Difference(called, before, after)


def of_mapping(
    called: str, old: Mapping[str, Any], new: Mapping[str, Any], label: Label, words: Words
) -> Iterator[Difference]:
    for key in sorted(old.keys() | new.keys()):
        path = f"{called} › {label(key)}"
        yield from of_field(key, path, old.get(key), new.get(key), label, words)


def of_list(
    name: str, called: str, old: Sequence[Any], new: Sequence[Any], label: Label, words: Words
) -> Iterator[Difference]:
    """Items added and removed; an item that kept its name and changed is told field by field."""
    was, now = named(old), named(new)
    for key, item in was.items():
        if key not in now:
            yield Difference(called, words(name, item) or key, "")
        elif isinstance(item, Mapping) and isinstance(now[key], Mapping):
            path = f"{called} « {words(name, item) or key} »"
            yield from of_mapping(path, item, now[key], label, words)
    for key, item in now.items():
        if key not in was:
            yield Difference(called, "", words(name, item) or key)


def named(items: Sequence[Any]) -> dict[str, Any]:
    """Items by what tells them apart; equal ones are numbered."""
    found: dict[str, Any] = {}
    for item in items:
        key = stem = name_of(item)
        number = 2
        while key in found:
            key, number = f"{stem} ({number})", number + 1
        found[key] = item
    return found


def name_of(item: Any) -> str:
    if isinstance(item, Mapping):
        return next((str(item[name]) for name in NAMES if item.get(name)), repr(dict(item)))
    return str(item)
