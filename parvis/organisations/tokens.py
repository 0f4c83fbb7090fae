"""The signed address of an invitation."""

from __future__ import annotations

import logging
import re
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

SALT = "parvis.organisations.invitation"
MAX_AGE = 15 * 24 * 3600  # seconds: a day more than the invitation's own end, which decides


def token_of(uuid: UUID) -> str:
    return signing.dumps(uuid.hex, salt=SALT)


def invitation_of(token: str) -> UUID:
    """The invitation's uuid; signing.BadSignature when the token is not ours or too old."""
    return UUID(hex=signing.loads(token, salt=SALT, max_age=MAX_AGE))


def invitation_address(uuid: UUID, language: str) -> str:
    with translation.override(language):
        return settings.PARVIS_BASE_URL + reverse("invitation", args=[token_of(uuid)])


class HideTokens(logging.Filter):
    """Logs name private pages (invitations, forgotten passwords, requests) without the key in the
    address."""

    key = re.compile(r"(/(?:invitation|mot-de-passe-oublie|droits/suivi)/)[^\s/?]+[^\s?]*")

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                self.key.sub(r"\1…", item) if isinstance(item, str) else item
                for item in record.args
            )
        return True
