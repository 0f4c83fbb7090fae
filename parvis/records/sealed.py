"""Text encrypted at rest under PARVIS_PERSONAL_KEY (Fernet: AES-128-CBC with HMAC-SHA-256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def cipher(secret: str) -> Fernet:
    """The cipher derived from a secret of any length."""
    key = hashlib.sha256(b"parvis sealed text\0" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def address_mark(email: str) -> str:
    """A keyed hash by which the same e-mail address is known again without being read; "" of "".

    It is forgotten with the address it stands for.
    """
    if not email:
        return ""
    key = b"parvis address mark\0" + settings.PARVIS_PERSONAL_KEY.encode()
    return hmac.new(key, email.strip().lower().encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.TextField):
    """Plain text in Python, ciphertext in the database; "" stays "".

    Reading what another key sealed raises cryptography.fernet.InvalidToken: never a silent loss.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not text:
            return text
        return cipher(settings.PARVIS_PERSONAL_KEY).encrypt(text.encode()).decode()

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return cipher(settings.PARVIS_PERSONAL_KEY).decrypt(value).decode() if value else value
