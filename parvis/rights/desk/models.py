"""What a service or a processor is asked for a request, and the remedies someone took. Words are
sealed in events of the request; here stand dates and closed lists."""

from __future__ import annotations

import uuid as uuids

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.rights.dispatch import Asked, PartState
from parvis.rights.requests.models import Event, Request


class Part(models.Model):
    """One question to one service or processor, and its one answer. Its agents read nothing else
    of the request. `reminded` is the last reminder."""

    class State(models.TextChoices):
        ASKED = PartState.ASKED.value, _("attend une réponse")
        GIVEN = PartState.GIVEN.value, _("a répondu")
        NOTHING = PartState.NOTHING.value, _("n’a rien trouvé")
        CANCELLED = PartState.CANCELLED.value, _("question retirée")

    request = models.ForeignKey(Request, models.CASCADE, related_name="parts")
    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("service ou sous-traitant"),
    )  # fmt: skip
    asked = models.DateField(_("demandé le"))
    due = models.DateField(_("réponse attendue le"))
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.ASKED)
    reminded = models.DateField(null=True)
    ended = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    question = models.OneToOneField(Event, models.CASCADE, related_name="+")
    reply = models.OneToOneField(Event, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["asked", "pk"]
        indexes = [
            models.Index(fields=["state", "due"], name="part_due"),
            models.Index(fields=["organisation", "state", "due"], name="part_of"),
        ]
        verbose_name = _("question à un service")
        verbose_name_plural = _("questions aux services")

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def timing(self) -> Asked:
        return Asked(self.asked, self.due, self.reminded)


class Recourse(models.Model):
    """Someone took a remedy against an answer, or against none. While it is open, nothing of the
    request is erased."""

    class Body(models.TextChoices):
        CNIL = "cnil", _("plainte à la CNIL")
        CADA = "cada", _("saisine de la CADA")
        COURT = "court", _("tribunal administratif")
        BOARD = "board", _("commission départementale de vidéoprotection")

    request = models.ForeignKey(Request, models.CASCADE, related_name="recourses")
    body = models.CharField(_("devant qui"), max_length=10, choices=Body)
    since = models.DateField(_("depuis le"))
    ended = models.DateField(_("terminé le"), null=True)

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("recours")
        verbose_name_plural = _("recours")

    def __str__(self) -> str:
        return f"{self.body} {self.since}"
