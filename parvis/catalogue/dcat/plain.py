"""DCAT documents as JSON's own types and back, for storage: what is empty is left out."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
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
    found = {}
    for name in _names(type(doc)):  # type: ignore[arg-type]
        value = getattr(doc, name)
        if value is None or value == "" or value == () or value == {}:
            continue
        plain = value if type(value) is str else _plain(value)
        if plain or plain not in EMPTY:
            found[name] = plain
    return found


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    if kind is dict:
        return {name: _plain(item) for name, item in value.items()}
    return to_plain(value) if is_dataclass(kind) else canonical.plain(value)


def from_plain(cls: type[T], data: Mapping[str, Any]) -> T:
    """The document that `to_plain` made; unknown names are left out."""
    readers = _readers(cls)  # type: ignore[arg-type]
    return cls(**{name: readers[name](value) for name, value in data.items() if name in readers})


def hints(cls: type[Any]) -> dict[str, Any]:
    """The type of each field of a document."""
    return _hints(cls)  # type: ignore[arg-type]


@cache
def _hints(cls: type) -> dict[str, Any]:
    names = {field.name for field in fields(cls)}
    return {name: hint for name, hint in get_type_hints(cls).items() if name in names}


Reader = Callable[[Any], Any]


@cache
def _readers(cls: type) -> dict[str, Reader]:
    """How the value of each field is read back; made once for a document."""
    return {name: _reader(hint) for name, hint in hints(cls).items()}


@cache
def _reader(hint: Any) -> Reader:
    """How a value is read back as the type that `hint` names; None stays None."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _reader(next(arg for arg in inner if arg is not type(None)))
    if origin is dict:
        return _dictionary(_reader(inner[1]))
    if origin is tuple:
        many = len(inner) == 2 and inner[1] is Ellipsis
        return _tuple_of(_reader(inner[0])) if many else _tuple(tuple(map(_reader, inner)))
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: None if value is None else from_plain(hint, value)
    if hint in (Decimal, float):
        return lambda value: None if value is None else hint(str(value))
    return _same


def _same(value: Any) -> Any:
    return value


def _dictionary(read: Reader) -> Reader:
    if read is _same:
        return lambda value: None if value is None else dict(value)
    return lambda value: (
        None if value is None else {name: read(item) for name, item in value.items()}
    )


def _tuple_of(read: Reader) -> Reader:
    if read is _same:
        return lambda value: None if value is None else tuple(value)
    return lambda value: None if value is None else tuple([read(item) for item in value])


def _tuple(readers: tuple[Reader, ...]) -> Reader:
    return lambda value: (
        None
        if value is None
        else tuple([read(item) for read, item in zip(readers, value, strict=True)])
    )


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
