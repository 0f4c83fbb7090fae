"""Canonical bytes of a published projection, and the plain difference between two of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

type_names = (bool, int, float, str)

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
FORMAT = 1  # version of the projection's layout; a change of layout is an entry of history


def plain(value: Any) -> Any:
    """Turn a value into JSON's own types: dates as ISO 8601, numbers exact, empty things kept."""
    if value is None or isinstance(value, type_names):
        return value
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)  # lazy translations


def is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def is_texts_by_language(value: Any) -> bool:
    """{"en": {"title": "…"}}: language tags and names of fields to text."""
    return isinstance(value, dict) and all(
        LANGUAGE.fullmatch(language)
        and isinstance(texts, dict)
        and all(isinstance(text, str) for text in texts.values())
        for language, texts in value.items()
    )


def encode(projection: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no white space: one projection, one byte string."""
    return json.dumps(
        projection, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def decode(data: bytes | memoryview) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(str(data, "utf-8"))
    return loaded


def digest(*parts: bytes) -> bytes:
    """SHA-256 of the parts, each preceded by its length (so that no two lists collide)."""
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield (field, old, new) for each top-level field that differs; None where it is absent."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield name, old, new
