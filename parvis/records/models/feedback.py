"""Signal an error, ask a question: on every record, answered in public."""

from __future__ import annotations

import uuid as uuids

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.records.sealed import SealedTextField


class Feedback(models.Model):
    """What someone wrote about a record. Public once an agent has read and answered it.

    The e-mail address is optional, only used to send the answer, encrypted at rest and forgotten
    once the answer is sent.
    """

    class Kind(models.TextChoices):
        ERROR = "error", _("signaler une erreur")
        QUESTION = "question", _("poser une question")
        COMPLAINT = "complaint", _("se plaindre")

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente de réponse")
        ANSWERED = "answered", _("répondue")
        REFUSED = "refused", _("non publiée")

    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    record = models.ForeignKey(
        "records.Published", models.CASCADE, related_name="feedback", verbose_name=_("fiche")
    )
    kind = models.CharField(_("nature"), max_length=10, choices=Kind, default=Kind.ERROR)
    text = models.TextField(_("message"), max_length=4000)
    email = SealedTextField(_("adresse e-mail"), blank=True, default="")
    # digest of the form's token: the same form sent twice is one message
    token = models.CharField(max_length=64, unique=True, null=True, editable=False)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    created = models.DateTimeField(_("reçue le"), default=timezone.now, editable=False)
    answer = models.TextField(_("réponse publique"), blank=True)
    answered = models.DateTimeField(_("répondue le"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-created"]
        indexes = [
            models.Index(fields=["record", "state", "-created"], name="feedback_of_record"),
            models.Index(fields=["-answered"], name="feedback_answered"),
            models.Index(fields=["created"], name="feedback_received"),
        ]
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.record_id}"

    @property
    def heading(self) -> str:
        """What stands above the message where it is read."""
        return str(HEADINGS[self.Kind(self.kind)])


HEADINGS = {
    Feedback.Kind.ERROR: _("erreur signalée"),
    Feedback.Kind.QUESTION: _("question"),
    Feedback.Kind.COMPLAINT: _("plainte"),
}
