"""The impact assessment of a processing (GDPR, article 35), written at the desk.

Its text stays there; only its summary is published, with the processing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.privacy.assessments.choices import Event, Gauge, Opinion


class Assessment(models.Model):
    """`about` is the digest of what the processing was when the assessment was validated."""

    processing = models.OneToOneField(
        "privacy.Processing", models.CASCADE, related_name="assessment_sheet"
    )
    context = models.TextField(
        _("le traitement et son contexte"), blank=True,
        help_text=_("Ce qu’on fait, avec quels outils, qui y touche, du début à la fin."),
    )  # fmt: skip
    necessity = models.TextField(
        _("pourquoi chaque donnée est nécessaire"), blank=True,
        help_text=_("But, base légale, données au plus juste, exactes, gardées le temps utile."),
    )  # fmt: skip
    rights = models.TextField(
        _("comment les personnes sont informées et se font entendre"), blank=True
    )
    summary = models.TextField(
        _("résumé public"), blank=True,
        help_text=_("Trois phrases simples : les risques, ce qu’on fait, ce qui reste."),
    )  # fmt: skip
    officer_opinion = models.CharField(
        _("avis du délégué à la protection des données"), max_length=12, choices=Opinion, blank=True
    )
    officer_words = models.TextField(_("ses mots"), blank=True)
    officer_on = models.DateField(_("donné le"), null=True, blank=True)
    people_words = models.TextField(
        _("avis des personnes concernées, ou pourquoi on ne l’a pas demandé"), blank=True
    )
    people_on = models.DateField(_("recueilli le"), null=True, blank=True)
    decision = models.TextField(_("décision du responsable"), blank=True)
    validated = models.DateField(_("validée le"), null=True, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    about = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("analyse d’impact")
        verbose_name_plural = _("analyses d’impact")

    def __str__(self) -> str:
        return str(self.processing)


class AssessmentRisk(models.Model):
    """One feared event: what it would do, how it could happen, what holds it back."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="risks")
    event = models.CharField(_("évènement redouté"), max_length=6, choices=Event)
    impacts = models.TextField(_("ce que les personnes subiraient"), blank=True)
    threats = models.TextField(_("comment cela pourrait arriver"), blank=True)
    sources = models.TextField(_("qui ou quoi en serait la cause"), blank=True)
    measures = models.TextField(_("ce qui le rend moins grave ou plus rare"), blank=True)
    severity = models.PositiveSmallIntegerField(_("gravité"), choices=Gauge, null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField(
        _("vraisemblance"), choices=Gauge, null=True, blank=True
    )

    class Meta:
        verbose_name = _("risque")
        verbose_name_plural = _("risques")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "event"], name="privacy_risk_once")
        ]

    def __str__(self) -> str:
        return str(self.get_event_display())


class AssessmentMeasure(models.Model):
    """Something to be done: by whom (a function), until when."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="measures")
    title = models.CharField(_("mesure"), max_length=300)
    owner = models.CharField(_("qui s’en charge (une fonction)"), max_length=200)
    due_on = models.DateField(_("pour le"))
    done_on = models.DateField(_("faite le"), null=True, blank=True)

    class Meta:
        verbose_name = _("mesure à prendre")
        verbose_name_plural = _("mesures à prendre")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title
