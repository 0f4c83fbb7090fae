"""Personal data breaches (GDPR, articles 33 and 34): never a record, never public one by one.

What happened is sealed at rest; numbers, dates and closed lists stay in clear for the clock and
the register.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.privacy.breaches import Clock, Risk
from parvis.records.sealed import SealedTextField

RISKS = [
    (Risk.UNKNOWN.value, _("pas encore évalué")),
    (Risk.NONE.value, _("aucun risque pour les personnes")),
    (Risk.SOME.value, _("un risque : la CNIL doit être prévenue")),
    (Risk.HIGH.value, _("un risque élevé : les personnes aussi")),
]
TEXTS = ("title", "story", "consequences", "measures", "late_why", "people_words", "reference")


class Incident(models.Model):
    """`sealed` holds the texts (JSON: TEXTS)."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("organisation responsable"),
    )  # fmt: skip
    processing = models.ForeignKey(
        "privacy.Processing", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("traitement touché"),
    )  # fmt: skip
    happened = models.DateTimeField(_("arrivée le"), null=True, blank=True)
    known = models.DateTimeField(_("connue le"))
    confidentiality = models.BooleanField(_("des données ont été vues"), default=False)
    integrity = models.BooleanField(_("des données ont été changées"), default=False)
    availability = models.BooleanField(_("des données ont disparu"), default=False)
    people_count = models.PositiveIntegerField(_("personnes touchées"), null=True, blank=True)
    rows_count = models.PositiveIntegerField(_("lignes touchées"), null=True, blank=True)
    risk = models.CharField(_("risque"), max_length=8, choices=RISKS, default=Risk.UNKNOWN.value)
    notified = models.DateTimeField(_("CNIL prévenue le"), null=True, blank=True)
    people_told = models.DateTimeField(_("personnes prévenues le"), null=True, blank=True)
    sealed = SealedTextField(blank=True, default="")
    created = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("violation de données")
        verbose_name_plural = _("violations de données")
        ordering = ["-known", "-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def said(self) -> dict[str, str]:
        """The texts, in clear."""
        held: dict[str, str] = json.loads(self.sealed) if self.sealed else {}
        return {name: held.get(name, "") for name in TEXTS}

    def say(self, texts: dict[str, Any]) -> None:
        kept = {name: str(texts.get(name) or "") for name in TEXTS}
        self.sealed = json.dumps(kept, ensure_ascii=False)

    @property
    def clock(self) -> Clock:
        return Clock(self.known, Risk(self.risk), self.notified, self.people_told)


class IncidentLetter(models.Model):
    """A letter that went about the term of one breach: `ahead` hours before (`breaches.AHEAD`)."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="letters")
    ahead = models.PositiveSmallIntegerField()
    sent = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rappel envoyé")
        verbose_name_plural = _("rappels envoyés")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "ahead"], name="privacy_incident_letter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} -{self.ahead} h"
