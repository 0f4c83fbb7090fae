"""Sealing and opening what a request holds, under its own key. No person is given text from here:
`access` is the road of those who read."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings

from parvis.records import keys
from parvis.records.keys import KeyStore
from parvis.rights.requests.models import Event, Piece, Request

Held = Request | Event | Piece


def store() -> KeyStore:
    return KeyStore(
        settings.PARVIS_REQUEST_KEYS,
        settings.PARVIS_REQUEST_KEY_COPIES,
        settings.PARVIS_PERSONAL_KEY,
    )


def key_of(request: UUID) -> bytes:
    """Raise keys.KeyAbsent, keys.KeyUnreadable."""
    return store().read(request)


def about(held: Held) -> str:
    """What a sealed text is bound to: it cannot be put into another row."""
    return f"{type(held).__name__.lower()}/{held.uuid}"


def seal(key: bytes, held: Held, content: dict[str, Any]) -> None:
    """Put this text, sealed, in the row (which is not saved)."""
    text = json.dumps(content, ensure_ascii=False).encode()
    held.sealed = keys.seal(key, text, about(held))


def unseal(key: bytes, held: Held) -> dict[str, Any]:
    """The text of a row; {} when it has none."""
    if not held.sealed:
        return {}
    found: dict[str, Any] = json.loads(keys.unseal(key, bytes(held.sealed), about(held)))
    return found


def seal_file(key: bytes, piece: Piece, content: bytes) -> bytes:
    return keys.seal(key, content, f"file/{piece.uuid}")


def unseal_file(key: bytes, piece: Piece) -> bytes:
    with piece.file.open("rb") as stored:
        return keys.unseal(key, stored.read(), f"file/{piece.uuid}")
