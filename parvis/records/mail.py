"""E-mail that arrives: every message goes through an outbox of the database, sent with retries.

`EMAIL_BACKEND` is the outbox, so whatever writes by Django's own functions (sign-in, the desk, a
room) is kept in the transaction of the change it speaks of, sealed, and sent by a background task
through `EMAIL_TRANSPORT`. A refusal is tried again after growing delays, then given up visibly.

A letter about one person's file (`FileMessage`) waits under the key of that file too: once the key
is destroyed, no copy of the database tells who was written to.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
import smtplib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from parvis.records import hooks, keys
from parvis.records.models.letter import Letter

logger = logging.getLogger(__name__)

DELAYS = (60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400)  # seconds before each new try
KEPT = dt.timedelta(days=30)  # what was sent or given up
BATCH = 200
BAD_LOGIN = 535  # our own settings are wrong, not the letter: try again
State = Letter.State


class FileMessage(EmailMessage):
    """About one person's file: `room` answers the hook `letter_keys`, `file` names the key."""

    def __init__(self, *args: Any, room: str, file: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room, self.file = room, file


class Outbox(BaseEmailBackend):
    """Django's e-mail backend that keeps messages and leaves the sending to a task."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [kept(m) for m in email_messages if m.recipients()]
        for letter in Letter.objects.bulk_create(letters):
            deliver.enqueue(str(letter.pk))
        return len(letters)


def kept(message: EmailMessage) -> Letter:
    """The letter of a message; raise keys.KeyAbsent, keys.KeyUnreadable."""
    letter = Letter(message=pack(message))
    if isinstance(message, FileMessage):
        letter.room, letter.file = message.room, message.file
        sealed = keys.seal(key_of(letter), letter.message.encode(), about(letter))
        letter.message = base64.b64encode(sealed).decode()
    return letter


def opened(letter: Letter) -> str:
    """What `pack` made; raise keys.KeyAbsent, keys.KeyUnreadable."""
    if letter.file is None:
        return letter.message
    return keys.unseal(key_of(letter), base64.b64decode(letter.message), about(letter)).decode()


def key_of(letter: Letter) -> bytes:
    """The key of the file that a letter speaks of. Raise keys.KeyAbsent, keys.KeyUnreadable."""
    store: keys.KeyStore | None = hooks.first("letter_keys", room=letter.room)
    if store is None or letter.file is None:
        raise keys.KeyAbsent(f"letter {letter.pk}")
    return store.read(letter.file)


def about(letter: Letter) -> str:
    return f"letter/{letter.uuid}"


def forget_file(room: str, file: UUID) -> None:
    """The letters about a file that is erased: none leaves any more, none stays."""
    Letter.objects.filter(room=room, file=file).delete()


def pack(message: EmailMessage) -> str:
    """A message as JSON text; attachments are base64."""
    return json.dumps(
        {
            "subject": str(message.subject),
            "body": str(message.body),
            "from_email": message.from_email,
            "to": list(message.to),
            "cc": list(message.cc),
            "bcc": list(message.bcc),
            "reply_to": list(message.reply_to),
            "headers": {name: str(value) for name, value in message.extra_headers.items()},
            "alternatives": [list(pair) for pair in getattr(message, "alternatives", [])],
            "attachments": [packed_file(part) for part in message.attachments],
        }
    )


def packed_file(part: Any) -> list[str]:
    if not isinstance(part, tuple):
        raise TypeError("attach files by name, content and type, not as MIME objects")
    name, content, kind = part
    data = content.encode() if isinstance(content, str) else bytes(content)
    return [name or "", base64.b64encode(data).decode(), kind or "application/octet-stream"]


def unpack(text: str) -> EmailMultiAlternatives:
    parts = json.loads(text)
    files = parts.pop("attachments")
    parts["alternatives"] = [tuple(pair) for pair in parts["alternatives"]]
    message = EmailMultiAlternatives(**parts)
    for name, content, kind in files:
        message.attach(name, base64.b64decode(content), kind)
    return message


@task()
def deliver(letter: str) -> None:
    """Send one letter if it is due; called twice it is sent once."""
    send(UUID(letter))


@task()
def deliver_due() -> None:
    """Send what waits and is due: letters refused before, or whose task was lost."""
    due = Letter.objects.filter(state=State.WAITING, next_try__lte=timezone.now())
    for uuid in due.order_by("next_try").values_list("pk", flat=True)[:BATCH]:
        send(uuid)


@task()
def forget_letters() -> None:
    """Letters sent or given up are forgotten after KEPT."""
    old = Letter.objects.filter(created__lt=timezone.now() - KEPT)
    old.exclude(state=State.WAITING).delete()


def send(uuid: UUID) -> None:
    letter = claim(uuid)
    if letter is None:
        return
    try:
        connection = get_connection(settings.EMAIL_TRANSPORT)
        message = unpack(opened(letter))
        message.extra_headers.setdefault("Message-ID", message_id(letter))
        connection.send_messages([message])
    except (OSError, smtplib.SMTPException, keys.KeyAbsent, keys.KeyUnreadable) as refusal:
        note(letter, refusal)
    else:
        Letter.objects.filter(pk=uuid).update(
            state=State.SENT, sent=timezone.now(), message="", problem=""
        )


def claim(uuid: UUID) -> Letter | None:
    """Take a due letter so that no other worker sends it too; its next try is set at once."""
    now = timezone.now()
    letter = Letter.objects.filter(pk=uuid, state=State.WAITING, next_try__lte=now).first()
    if letter is None:
        return None
    delay = dt.timedelta(seconds=DELAYS[min(letter.attempts, len(DELAYS) - 1)])
    taken = Letter.objects.filter(
        pk=uuid, state=State.WAITING, attempts=letter.attempts, next_try__lte=now
    ).update(attempts=F("attempts") + 1, next_try=now + delay)
    if not taken:
        return None
    letter.attempts += 1
    return letter


def message_id(letter: Letter) -> str:
    """The same at every try, so that a mailbox recognises a letter it already holds."""
    return f"<{letter.uuid}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def note(letter: Letter, refusal: Exception) -> None:
    """Keep why it failed, without the address; give up when it is final or was tried enough."""
    over = is_final(refusal) or letter.attempts > len(DELAYS)
    state = State.FAILED if over else State.WAITING
    Letter.objects.filter(pk=letter.pk).update(state=state, problem=reason(refusal)[:300])
    if over:
        logger.error("letter %s given up: %s", letter.pk, reason(refusal))
    else:
        logger.warning("letter %s refused, try %s", letter.pk, letter.attempts)


def codes(refusal: Exception) -> list[int]:
    """The SMTP codes of a refusal; [] when the server did not even answer."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in refusal.recipients.values()]
    if isinstance(refusal, smtplib.SMTPResponseException):
        return [refusal.smtp_code]
    return []


def is_final(refusal: Exception) -> bool:
    """Whether the server said never (5xx) to every recipient."""
    said = codes(refusal)
    return bool(said) and all(500 <= code < 600 and code != BAD_LOGIN for code in said)


def reason(refusal: Exception) -> str:
    said = ", ".join(str(code) for code in codes(refusal))
    return f"{type(refusal).__name__} {said}".strip()
