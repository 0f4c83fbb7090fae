"""Telling reviewers that a draft waits for them: letters to the outbox, sent in the background."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override


def ask_for_review(task: Any, record: Any, by: Any) -> int:
    """Write to each person who may take this step, but its author; return how many letters."""
    people = [p for p in task.reviewers(record) if p.email and (by is None or p.pk != by.pk)]
    with override(settings.LANGUAGE_CODE):
        title = record.latest_revision.object_str if record.latest_revision else str(record)
        subject = _("À relire : %(title)s") % {"title": title}
        text = _(
            "%(name)s vous demande de relire « %(title)s » (%(step)s).\n\nCe qui vous attend :"
            " %(address)s\n"
        ) % {
            "name": by or settings.PARVIS_SITE_NAME,
            "title": title,
            "step": task.name,
            "address": f"{settings.PARVIS_BASE_URL}/espace-agents/",
        }
    for person in people:
        send_mail(" ".join(subject.split()), text, None, [person.email])
    return len(people)
