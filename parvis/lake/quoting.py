"""The one place where a name or a text becomes part of an SQL statement.

The lake's own statements on files are written as text around what this module quotes; people's
queries never are: they are trees.
"""

from __future__ import annotations

from collections.abc import Iterable


def name(identifier: str) -> str:
    """An SQL identifier, quoted."""
    return '"' + _plain(identifier).replace('"', '""') + '"'


def text(value: str) -> str:
    """An SQL text literal, quoted."""
    return "'" + _plain(value).replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """Text literals, for `IN (…)`."""
    return ", ".join(text(each) for each in values)


def _plain(value: str) -> str:
    if "\0" in value:
        raise ValueError("A NUL ends a statement for the engine's C layer: it has no place in one.")
    return value
