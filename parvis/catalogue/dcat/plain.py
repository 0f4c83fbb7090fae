"""DCAT documents as JSON's own types and back, for storage: what is empty is left out."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from parvis.catalogue.dcat.values import clean
from parvis.records import canonical

T = TypeVar("T")
EMPTY: tuple[Any, ...] = (None, "", (), {}, [])


def to_plain(doc: Any) -> dict[str, Any]:
    """A document as a dictionary of its filled fields.

    >>> to_plain(PeriodDoc(start="2024"))
    {'start': '2024'}
    """
    values = {field.name: _plain(getattr(doc, field.name)) for field in fields(doc)}
    return {name: value for name, value in values.items() if value not in EMPTY}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return to_plain(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return canonical.plain(value)


def from_plain(cls: type[T], data: dict[str, Any]) -> T:
    """The document that `to_plain` made; unknown names are left out."""
    known_hints = hints(cls)
    known = {n: _typed(known_hints[n], value) for n, value in data.items() if n in known_hints}
    return cls(**known)


def hints(cls: type[Any]) -> dict[str, Any]:
    """The type of each field of a document."""
    return _hints(cls)  # type: ignore[arg-type]


@cache
def _hints(cls: type) -> dict[str, Any]:
    names = {field.name for field in fields(cls)}
    return {name: hint for name, hint in get_type_hints(cls).items() if name in names}


def _typed(hint: Any, value: Any) -> Any:
    """`value` read back as the type that `hint` names."""
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _typed(next(arg for arg in get_args(hint) if arg is not type(None)), value)
    if origin is not None:
        return _collected(origin, get_args(hint), value)
    if isinstance(hint, type) and is_dataclass(hint):
        return from_plain(hint, value)
    return hint(str(value)) if hint in (Decimal, float) else value


def _collected(origin: Any, inner: tuple[Any, ...], value: Any) -> Any:
    """A tuple of one kind, a tuple of fixed length, or a dictionary."""
    if origin is dict:
        return {name: _typed(inner[1], item) for name, item in value.items()}
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_typed(inner[0], item) for item in value)
    return tuple(_typed(kind, item) for kind, item in zip(inner, value, strict=True))


def unfit(cls: type[Any], data: dict[str, Any]) -> list[str]:
    """Names of the values that `from_plain` could not read as the document's own types."""
    known = hints(cls)
    return [name for name, value in data.items() if name in known and not fits(known[name], value)]


def fits(hint: Any, value: Any) -> bool:
    """Whether a value of JSON has the shape that `to_plain` gives to the type `hint`."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return value is None or any(fits(arg, value) for arg in inner if arg is not type(None))
    if origin is dict:
        return isinstance(value, dict) and all(fits(inner[1], item) for item in value.values())
    if origin is tuple:
        return isinstance(value, list) and _all_fit(inner, value)
    if is_dataclass(hint):
        return isinstance(value, dict) and not unfit(hint, value)  # type: ignore[arg-type]
    return _fits_alone(hint, value)


def _fits_alone(hint: Any, value: Any) -> bool:
    """The same for a text or a number."""
    if hint is str:
        return isinstance(value, str) and _servable(value)
    if hint is bool:
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    return isinstance(value, int) if hint is int else _is_number(value)


def _all_fit(inner: tuple[Any, ...], values: list[Any]) -> bool:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return all(fits(inner[0], item) for item in values)
    return len(inner) == len(values) and all(map(fits, inner, values))


def _servable(text: str) -> bool:
    """Whether every form of RDF, and both databases, can carry the text."""
    return clean(text) == text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_number(value: float | str) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
