"""Sealing and opening what a case says, under its own key. Who reads goes by `cases`."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from parvis.algorithms.explained.models import Case
from parvis.records import keys
from parvis.records.keys import KeyStore


def store() -> KeyStore:
    return KeyStore(
        settings.PARVIS_CASE_KEYS, settings.PARVIS_CASE_KEY_COPIES, settings.PARVIS_PERSONAL_KEY
    )


def about(case: Any) -> str:
    """What a sealed text is bound to: it cannot be put into another row."""
    return f"case/{case.uuid}"


def sealed(key: bytes, case: Any, content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return keys.seal(key, text, about(case))


def opened(case: Case) -> dict[str, Any]:
    """What a case says. Raise keys.KeyAbsent, keys.KeyUnreadable."""
    key = store().read(case.uuid)
    found: dict[str, Any] = json.loads(keys.unseal(key, bytes(case.sealed), about(case)))
    return found
